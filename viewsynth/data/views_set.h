/* data/views_set.h - an opened set of views, for the files of this folder that open and read it. */
#ifndef VIEWSYNTH_DATA_VIEWS_SET_H
#define VIEWSYNTH_DATA_VIEWS_SET_H

#include "base/memory.h"
#include "viewsynth/data/views.h"
#include "viewsynth/data/view_pack_file.h"
#include "viewsynth/data/views_hdf5.h"

struct gfla_views {
    gfla_arena *arena;
    gfla_hdf5 *file; /* NULL: a folder or a pack */
    struct gfla_pack pack;
    bool is_pack;
    struct gfla_set_object *models;
    size_t n_models, capacity;
    int size, n_skipped;
    bool has_cameras; /* of their own: no grid */
    bool is_own;      /* made by `gfla render` */
    bool has_depth, has_back, by_id;
    int *splits[GFLA_SPLIT_COUNT];
    int n_splits[GFLA_SPLIT_COUNT];
};

/* Whether a model below root has all 54 views of the grid. What cannot be read is no grid; memory that runs out is a
 * failure. */
gfla_status gfla_views_root_is_grid(const char *root, bool *is_grid);
/* Finds the models of a grid; damaged ones are skipped with a warning. None is no error. */
gfla_status gfla_views_find_grid(gfla_views *views, const char *root, int max_models);
/* A damaged model is no reason to stop, so GFLA_ERROR_INPUT is logged and counted; memory that ran out is. */
gfla_status gfla_views_skip_damaged(gfla_views *views, gfla_status status);

/* For view_read.c: the file of an opened set, and the pack; NULL where it is none. */
gfla_hdf5 *gfla_views_file(const gfla_views *views);
const struct gfla_pack *gfla_views_pack_of(const gfla_views *views);

#endif
