/* data/views_hdf5.h - for views.c and view_read.c: sets in one HDF5 file (io/hdf5/hdf5.h) with their lists
 * (view_lists.h). They have no depths and no catalogue; what is white is background. */
#ifndef VIEWSYNTH_DATA_VIEWS_HDF5_H
#define VIEWSYNTH_DATA_VIEWS_HDF5_H

#include "base/memory.h"
#include "io/hdf5/hdf5.h"
#include "viewsynth/data/pose.h"

/* What was found; models belongs to the caller, its text to the arena. */
struct gfla_hdf5_models {
    struct gfla_set_object *models;
    size_t n, capacity;
    int n_skipped; /* without all 54 views, or with a wrong one */
    int size;      /* of the images */
};

/* The models of the set's lists, or where there are none of all its groups; at most max_models (0: all). Held out is
 * what the list of test views names, whatever the other says, or without lists what split.h says. Of each view the header
 * is read: models of which one is missing, of another size or from another side than its name says are left out with a
 * warning. */
gfla_status gfla_hdf5_models_find(gfla_hdf5 *file, const char *path, int max_models, gfla_arena *arena,
                                  struct gfla_hdf5_models *found);

/* One view as RGBA: transparent where the image is white, opaque elsewhere. */
gfla_status gfla_hdf5_view(gfla_hdf5 *file, const char *model, struct gfla_pose pose, struct gfla_bitmap *image);

#endif
