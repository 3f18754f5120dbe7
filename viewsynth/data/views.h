/* data/views.h - a set of views: models, each with images from many sides and the cameras that took them.
 *
 * A grid set is a folder DIR/<id>/<az>_<el>.png (RGBA), <az>_<el>_depth.png (16-bit grey) and cameras.json, which is
 * written last: a folder without it is unfinished and skipped. Its poses are azimuths 0, 20, ..., 340 and elevations 0,
 * 10, 20 degrees; a model must have all 54 views, and all models one size. Where all models have <az>_<el>_back.png and
 * _back_depth.png too, the set has backs. A grid set may also be one file data_NAME.hdf5 with its lists
 * (io/hdf5/hdf5.h, data/view_lists.h). It has images on white alone: no depths, and so no exact flow; what is white is
 * background; and its lists, not split.h, say what is held out or left out.
 *
 * Any other set has models with any number of views from cameras of their own (view_files.h): what `gfla render` writes
 * in whichever layout, and sets of SRN, NMR (DVR, pixel-nerf) and NeRF. One lens and one distance, within tolerances,
 * hold for the whole set; lengths are scaled so that cameras are GFLA_CAMERA_DISTANCE away. What has no alpha and no
 * mask is background where it is white.
 *
 * Views are numbered: of a grid elevation * 18 + azimuth. Reading an opened set is safe from any thread. */
#ifndef VIEWSYNTH_DATA_VIEWS_H
#define VIEWSYNTH_DATA_VIEWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "viewsynth/render/camera.h"

#define GFLA_N_AZIMUTHS 18
#define GFLA_N_ELEVATIONS 3
#define GFLA_N_VIEWS (GFLA_N_AZIMUTHS * GFLA_N_ELEVATIONS)
#define GFLA_POSE_CHANNELS (GFLA_N_AZIMUTHS + GFLA_N_ELEVATIONS)

/* A pose: azimuth / 20 and elevation / 10 degrees. */
struct gfla_pose {
    int azimuth;   /* 0..17 */
    int elevation; /* 0..2 */
};

/* The one-hot label of a pose: 18 azimuths, then 3 elevations; zeros where the azimuth is -1. */
void gfla_pose_label(struct gfla_pose pose, float label[GFLA_POSE_CHANNELS]);
/* The pose from which a mirrored image shows the mirrored object: azimuth -> 180 - azimuth, because objects face
 * azimuth 90 (render/camera.h) and are mirrored left to right, so that fronts stay fronts. */
struct gfla_pose gfla_pose_mirror(struct gfla_pose pose);
/* "040_10": how the files of a pose are called. */
#define GFLA_POSE_NAME_SIZE 16
const char *gfla_pose_name(struct gfla_pose pose, char name[GFLA_POSE_NAME_SIZE]);
/* The smaller angle between two azimuths, degrees: 0, 20, ..., 180. */
int gfla_pose_distance(struct gfla_pose a, struct gfla_pose b);
/* The number of a pose of the grid, and the reverse. */
int gfla_pose_number(struct gfla_pose pose);
struct gfla_pose gfla_pose_of_number(int number);

/* A view of a set that is no grid; belongs to the set. */
struct gfla_set_view {
    struct gfla_camera camera;                            /* scaled as above */
    struct gfla_pose pose;                                /* of the grid; azimuth -1: not on it */
    const char *image, *mask, *depth, *back, *back_depth; /* paths; NULL: none */
    float near, range;                                    /* depth is near + range * v / 65535 of an image of depths */
    double factor;                                        /* lengths of the set in one length of its files */
};
/* The camera that takes the mirrored image of the mirrored object (world x negated). */
struct gfla_camera gfla_camera_mirror(const struct gfla_camera *camera);
/* Degrees between the directions from which two cameras look at the middle. */
double gfla_camera_angle(const struct gfla_camera *a, const struct gfla_camera *b);

/* Text of the catalogue; "" where it says nothing. */
struct gfla_set_object {
    const char *id; /* its folder's name, as a rule */
    const char *catalogue_id, *name, *category, *creator, *licence;
    const char *folder; /* path; of a set in one file, that file's */
    bool held_out;      /* by the rule of split.h, from the catalogue's id, or id where there is none */
    bool listed;        /* held_out is what the set says itself, not split.h */
    int n_views;
    const struct gfla_set_view *views; /* [n_views]; NULL: the grid */
    const char *excluded;              /* why it is left out, or NULL; excluded models are in no split */
    double coverage, thickness;        /* measured (split.h); 0 when not measured */
};

enum gfla_split { GFLA_SPLIT_ALL, GFLA_SPLIT_TRAIN, GFLA_SPLIT_HELD_OUT, GFLA_SPLIT_COUNT };

struct gfla_views_params {
    bool keep_all;  /* exclude nothing, measure nothing: for sets of one's own */
    int max_models; /* 0: all; otherwise the first n by name of folder, for trials */
};

typedef struct gfla_views gfla_views;

/* Opens the set in a folder, or in one HDF5 file. Of a folder, every model that is not left out by name has four views
 * decoded for the measure of split.h (about 2 ms a model). A damaged or incomplete model is skipped with a warning in
 * the log; none left is GFLA_ERROR_INPUT. */
gfla_status gfla_views_open(gfla_views **views, const char *path, const struct gfla_views_params *params);
void gfla_views_destroy(gfla_views **views);

int gfla_views_count(const gfla_views *views);       /* models, excluded ones too */
int gfla_views_size(const gfla_views *views);        /* side of the images in pixels */
bool gfla_views_have_depth(const gfla_views *views); /* false of an HDF5 file, and where a view has none */
bool gfla_views_have_back(const gfla_views *views);  /* colours and depths of the last surface */
bool gfla_views_are_grid(const gfla_views *views);   /* struct gfla_pose names the views */
/* or at least each has a pose, seen as the renderer sees the grid */
bool gfla_views_are_on_grid(const gfla_views *views);
bool gfla_views_split_by_id(const gfla_views *views); /* all models are of one family (split.h) */
double gfla_views_fov(const gfla_views *views);       /* of all cameras, degrees */
struct gfla_camera gfla_views_camera(const gfla_views *views, int model, int view);
int gfla_views_skipped(const gfla_views *views); /* folders that were unfinished or damaged */
const struct gfla_set_object *gfla_views_model(const gfla_views *views, int model);
/* The indices of a split's models in order: *list holds gfla_views_split entries and belongs to views. */
int gfla_views_split(const gfla_views *views, enum gfla_split split, const int **list);

/* One decoded view at `size` pixels, which must divide the size of the set. rgba: size*size*4 bytes, alpha not
 * premultiplied; depth: size*size as render/layout/layout.h encodes it, 0 empty; may be NULL, and must be where the set has
 * none. When the view is larger, colours are averaged with their alpha, and depths over the nearest surface of each
 * block. */
gfla_status gfla_views_read(const gfla_views *views, int model, struct gfla_pose pose, int size, uint8_t *rgba,
                            uint16_t *depth);

/* The same of a view by number, with what is wanted of it: each may be NULL. Depths are 0 where there is nothing, else
 * v of near + range * v / 65535 (gfla_views_depth_code). Larger views are averaged, depths of the last surface over the
 * farthest. */
struct gfla_view_pixels {
    uint8_t *rgba;
    uint16_t *depth;
    uint8_t *back_rgba;
    uint16_t *back_depth;
};
gfla_status gfla_views_read_number(const gfla_views *views, int model, int view, int size,
                                   const struct gfla_view_pixels *out);

struct gfla_depth_code {
    float near, range;
};
struct gfla_depth_code gfla_views_depth_code(const gfla_views *views, int model, int view);
float gfla_depth_code_decode(struct gfla_depth_code code, uint16_t value);

#endif
