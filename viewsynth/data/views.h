/* data/views.h - a rendered set: models, each with its views in a folder of its own, as viewsynth/render writes it.
 *
 * DIR/<id>/<az>_<el>.png (RGBA), <az>_<el>_depth.png (16-bit grey) and cameras.json, which is written last: a folder without
 * it is unfinished and skipped. Poses are azimuths 0, 20, ..., 340 and elevations 0, 10, 20 degrees; a model must have all
 * 54 views, and all models one size. Reading an opened set is safe from any thread.
 *
 * A set may also be one file data_NAME.hdf5 with its lists (io/hdf5.h, data/view_lists.h). It has pictures on white alone: no
 * depths, and so no exact flow; what is white is background; and its lists, not split.h, say what is held out or left out. */
#ifndef VIEWSYNTH_DATA_VIEWS_H
#define VIEWSYNTH_DATA_VIEWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

#define GFLA_N_AZIMUTHS 18
#define GFLA_N_ELEVATIONS 3
#define GFLA_N_VIEWS (GFLA_N_AZIMUTHS * GFLA_N_ELEVATIONS)
#define GFLA_POSE_CHANNELS (GFLA_N_AZIMUTHS + GFLA_N_ELEVATIONS)

/* A pose: azimuth / 20 and elevation / 10 degrees. */
struct gfla_pose {
    int azimuth;   /* 0..17 */
    int elevation; /* 0..2 */
};

/* The one-hot label of a pose: 18 azimuths, then 3 elevations. */
void gfla_pose_label(struct gfla_pose pose, float label[GFLA_POSE_CHANNELS]);
/* The pose from which a mirrored picture shows the mirrored object: azimuth -> 180 - azimuth, because objects face azimuth 90
 * (render/camera.h) and are mirrored left to right, so that fronts stay fronts. */
struct gfla_pose gfla_pose_mirror(struct gfla_pose pose);
/* "040_10": how the files of a pose are called. */
#define GFLA_POSE_NAME_SIZE 16
const char *gfla_pose_name(struct gfla_pose pose, char name[GFLA_POSE_NAME_SIZE]);
/* The smaller angle between two azimuths, degrees: 0, 20, ..., 180. */
int gfla_pose_distance(struct gfla_pose a, struct gfla_pose b);

/* Text of the catalogue; "" where it says nothing. */
struct gfla_view_model {
    const char *id;      /* its folder's name, as a rule */
    const char *catalogue_id, *name, *category, *creator, *licence;
    const char *folder;  /* path; of a set in one file, that file's */
    bool held_out;       /* by the rule of split.h, from the catalogue's id, or id where there is none */
    const char *excluded; /* why it is left out, or NULL; excluded models are in no split */
    double coverage, thickness; /* measured (split.h); 0 when not measured */
};

enum gfla_split { GFLA_SPLIT_ALL, GFLA_SPLIT_TRAIN, GFLA_SPLIT_HELD_OUT, GFLA_SPLIT_COUNT };

struct gfla_views_params {
    bool keep_all;  /* exclude nothing, measure nothing: for sets of one's own */
    int max_models; /* 0: all; otherwise the first n by name of folder, for trials */
};

typedef struct gfla_views gfla_views;

/* Opens the set in a folder, or in one HDF5 file. Of a folder, every model that is not left out by name has four views decoded for the measure of split.h
 * (about 2 ms a model). A damaged or incomplete model is skipped with a warning in the log; none left is GFLA_ERROR_INPUT. */
gfla_status gfla_views_open(gfla_views **views, const char *path, const struct gfla_views_params *params);
void gfla_views_destroy(gfla_views **views);

int gfla_views_count(const gfla_views *views);         /* models, excluded ones too */
int gfla_views_size(const gfla_views *views);          /* side of the pictures in pixels */
bool gfla_views_have_depth(const gfla_views *views);   /* false of an HDF5 file */
int gfla_views_skipped(const gfla_views *views);       /* folders that were unfinished or damaged */
const struct gfla_view_model *gfla_views_model(const gfla_views *views, int model);
/* The indices of a split's models in order: *list holds gfla_views_split entries and belongs to views. */
int gfla_views_split(const gfla_views *views, enum gfla_split split, const int **list);

/* One decoded view at `size` pixels, which must divide the size of the set. rgba: size*size*4 bytes, alpha not premultiplied;
 * depth: size*size as render/layout.h encodes it, 0 empty; may be NULL, and must be where the set has none. When the view is larger, colours are averaged with their alpha, and depths over
 * the nearest surface of each block. */
gfla_status gfla_views_read(const gfla_views *views, int model, struct gfla_pose pose, int size, uint8_t *rgba,
                            uint16_t *depth);

#endif
