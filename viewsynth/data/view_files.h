/* data/view_files.h - sets whose views have cameras of their own, in the formats that people have them in. For the
 * files of this folder.
 *
 * A format is one file view_files_NAME.c with one struct gfla_view_format, listed in view_files.c. Cameras come in any
 * unit; lengths are brought to one scale when the whole set is known (gfla_view_files_scale). */
#ifndef VIEWSYNTH_DATA_VIEW_FILES_H
#define VIEWSYNTH_DATA_VIEW_FILES_H

#include <cjson/cJSON.h>

#include "base/memory.h"
#include "viewsynth/data/pose.h"

#define GFLA_VIEW_FILES_MAX 4096 /* views of a model */

/* The views of one model as they are found; belongs to the caller, its texts to the arena. */
struct gfla_view_files {
    gfla_arena *arena;
    struct gfla_set_view *views;
    size_t n, capacity;
    int size; /* side of the images; 0: not known yet */
};

struct gfla_view_format {
    const char *name;
    bool (*is_model)(const char *folder);
    /* Reads the cameras and finds the images; fills in what is said of the model. GFLA_ERROR_INPUT names the file. */
    gfla_status (*read)(const char *folder, struct gfla_view_files *files, struct gfla_set_object *model);
};
extern const struct gfla_view_format gfla_view_format_json, gfla_view_format_srn, gfla_view_format_nmr,
    gfla_view_format_nerf;

/* What was found below a folder; likewise. */
struct gfla_view_search {
    gfla_arena *arena;
    struct gfla_set_object *models;
    size_t n, capacity;
    int size, n_skipped, max_models;
    const struct gfla_view_format *format; /* of the last model */
};

/* Finds the models below root, at most two folders down: held out are those that the set's own lists or folders name
 * (softras_test.lst, X_test), or else those of split.h. Models that are damaged are skipped with a warning. Then brings
 * all cameras to one scale. None found is no error. */
gfla_status gfla_view_files_find(struct gfla_view_search *search, const char *root);

/* Warns in the log of models that are in the folder of training (X_train) and in that of testing. */
gfla_status gfla_view_files_warn_of_leaks(const struct gfla_view_search *search, const char *root);
/* Whether models lie right in a folder; a gfla_folder_test (base/folder_near.h). */
bool gfla_view_files_are_in(const char *folder, const void *context);

/* ---- for the formats ---- */

/* Appends a view; world_to_camera 3 x 4, x right, y down, z forward, in the normalised model's axes (y up). A matrix
 * that is no rotation and move is GFLA_ERROR_INPUT. Paths are copied; NULL: none. */
struct gfla_view_paths {
    const char *image, *mask, *depth, *back, *back_depth;
};
gfla_status gfla_view_files_add(struct gfla_view_files *files, const double world_to_camera[12], double fov,
                                const struct gfla_view_paths *paths, float near, float range);
/* Of a camera-to-world matrix, 4 x 4: flip: x right, y up, looking along -z; z_up: the world's. */
void gfla_view_world_to_camera(const double camera_to_world[16], bool flip, bool z_up, double world_to_camera[12]);
/* The field of view of a focal length in pixels. */
double gfla_view_fov(double focal, int size);
/* Whether the left 3 x 3 of a 3 x 4 matrix is a rotation. */
bool gfla_view_is_rotation(const double world_to_camera[12]);
/* n numbers separated by blanks at *text, which moves behind them; false where there are fewer. */
bool gfla_view_numbers(const char **text, double *numbers, int n);
/* The path of name in folder, in the arena; NULL when memory is gone. */
const char *gfla_view_path(gfla_arena *arena, const char *folder, const char *name);
/* A file's content as text that ends with a zero, in *text, freed with free(). */
gfla_status gfla_view_text(const char *path, char **text);
/* The sides of an image, which must be square. */
gfla_status gfla_view_image_size(const char *path, int *size);

#endif
