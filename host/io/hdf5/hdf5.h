/* io/hdf5/hdf5.h - view sets in one HDF5 file, as the ShapeNet sets of novel-view work: one group of the root per view,
 * called MODEL_AZ_EL (azimuth in steps of 10 degrees, elevation in degrees), that holds
 *     image  uint8 [height][width][3], RGB on white, rows from the top
 *     pose   int64 [2]: AZ and EL again
 *
 * Read in place, one view at a time. libhdf5 itself is not safe in several threads: these functions are, they take
 * turns. What a file may not do: reach outside of itself (links and data in other files), need filters that libhdf5
 * does not bring along, or hold other types and shapes than the above. Other integer types of pose are converted. */
#ifndef GFLA_IO_HDF5_HDF5_H
#define GFLA_IO_HDF5_HDF5_H

#include <stdbool.h>
#include <stdint.h>

#include "io/image/bitmap.h"

typedef struct gfla_hdf5 gfla_hdf5;

/* A file that is missing, no HDF5 or damaged is GFLA_ERROR_INPUT with its name. */
gfla_status gfla_hdf5_open(gfla_hdf5 **file, const char *path);
/* Also discards a file that was created and not committed. */
void gfla_hdf5_destroy(gfla_hdf5 **file);

/* The groups of the root, sorted by bytes; *names is one allocation, freed with free(). */
gfla_status gfla_hdf5_names(gfla_hdf5 *file, char ***names, size_t *count);
/* Image and pose of one group; either may be NULL. GFLA_ERROR_INPUT names file, group and what is wrong. */
gfla_status gfla_hdf5_read_view(gfla_hdf5 *file, const char *name, struct gfla_bitmap *image, int64_t pose[2]);

/* Whether the root has a group of this name. */
bool gfla_hdf5_has(gfla_hdf5 *file, const char *name);
/* The same as gfla_hdf5_read_view without reading the image: its sides, and the pose. */
gfla_status gfla_hdf5_look_at_view(gfla_hdf5 *file, const char *name, int *width, int *height, int64_t pose[2]);

/* A new file: it appears under its name at the commit, or not at all. */
gfla_status gfla_hdf5_create(gfla_hdf5 **file, const char *path);
/* image: RGB of 8 bits. A name is used once. GFLA_ERROR_OUTPUT when the disk does not take it. */
gfla_status gfla_hdf5_write_view(gfla_hdf5 *file, const char *name, const struct gfla_bitmap *image,
                                 const int64_t pose[2]);
gfla_status gfla_hdf5_commit(gfla_hdf5 **file);

#endif
