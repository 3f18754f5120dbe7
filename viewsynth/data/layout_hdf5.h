/* data/layout_hdf5.h - the layout of one HDF5 file (io/hdf5/hdf5.h) with the lists that say what is for training
 * (view_lists.h), as one more entry of the table of layouts (render/layout/layout.h). */
#ifndef VIEWSYNTH_DATA_LAYOUT_HDF5_H
#define VIEWSYNTH_DATA_LAYOUT_HDF5_H

#include "viewsynth/render/layout/layout.h"

/* The path of a set is data_NAME.hdf5; file and lists appear at the commit, until when entries must live. A model
 * enters them at its end; what was begun and not ended stays in the file, in no list. */
extern const struct gfla_layout gfla_layout_hdf5;

/* The entry of this name in both tables, or NULL. names: all of them, NULL at the end. */
#define GFLA_LAYOUT_NAMES_MAX 16
const struct gfla_layout *gfla_layout_of(const char *name);
void gfla_layout_names(const char *names[GFLA_LAYOUT_NAMES_MAX]);

#endif
