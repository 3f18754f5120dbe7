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
 * Any of these may be packed into one file (view_pack.h), which then stands for it.
 *
 * Views are numbered: of a grid elevation * 18 + azimuth. Reading an opened set is safe from any thread. */
#ifndef VIEWSYNTH_DATA_VIEWS_H
#define VIEWSYNTH_DATA_VIEWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "viewsynth/data/pose.h"

/* The training's models are those to learn from and those for validation while it lasts. */
enum gfla_split {
    GFLA_SPLIT_ALL,
    GFLA_SPLIT_TRAIN,
    GFLA_SPLIT_HELD_OUT,
    GFLA_SPLIT_LEARN,
    GFLA_SPLIT_VALIDATION,
    GFLA_SPLIT_COUNT
};

struct gfla_views_params {
    /* exclude nothing, measure nothing: for sets of one's own; of a pack, what it left out when it was made stays out */
    bool keep_all;
    int max_models; /* 0: all; otherwise the first n by name of folder, for trials */
};

typedef struct gfla_views gfla_views;

/* Opens the set in a folder, in a pack or in one HDF5 file; what a file is, its content says. Of a folder, every model that is not left out by name has four views
 * decoded for the measure of split.h (about 2 ms a model), and all views are looked at at both ends (gfla_bitmap_probe). A damaged or incomplete model is skipped with a warning in
 * the log; none left is GFLA_ERROR_INPUT. */
gfla_status gfla_views_open(gfla_views **views, const char *path, const struct gfla_views_params *params);
void gfla_views_destroy(gfla_views **views);

int gfla_views_count(const gfla_views *views);       /* models, excluded ones too */
int gfla_views_size(const gfla_views *views);        /* side of the images in pixels */
bool gfla_views_have_depth(const gfla_views *views); /* false of an HDF5 file, and where a view has none */
bool gfla_views_have_back(const gfla_views *views);  /* colours and depths of the last surface */
bool gfla_views_are_packed(const gfla_views *views); /* in one file, which needs no cache */
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
 * premultiplied; depth: size*size as render/layout/layout.h encodes it, 0 empty; may be NULL, and must be where the set
 * has none. When the view is larger, colours are averaged with their alpha, and depths over the nearest surface of each
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
