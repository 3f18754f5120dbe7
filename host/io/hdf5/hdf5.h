/* io/hdf5/hdf5.h - view sets in one HDF5 file, as the ShapeNet sets of novel-view work: one group of the root per view,
 * called MODEL_AZ_EL (azimuth in steps of 10 degrees, elevation in degrees), that holds
 *     image  uint8 [height][width][3], RGB on white, rows from the top
 *     pose   int64 [2]: AZ and EL again
 *
 * Read in place, one view at a time. Where the context names a program for it (gfla_context_params.import_program), a
 * process of its own reads, which lives as long as the file is open: libhdf5 crashes on some damaged files. One that
 * ends makes the call fail that waited for it; the next call starts another, which takes up the same file or fails.
 *
 * libhdf5 itself is not safe in several threads: these functions are, they take turns. What a file may not do: reach
 * outside of itself (links and data in other files), need filters that libhdf5 does not bring along, or hold other types
 * and shapes than the above. Other integer types of pose are converted. */
#ifndef GFLA_IO_HDF5_HDF5_H
#define GFLA_IO_HDF5_HDF5_H

#include <stdbool.h>
#include <stdint.h>

#include "io/hdf5/hdf5_view.h"
#include "io/image/bitmap.h"

typedef struct gfla_hdf5 gfla_hdf5;

/* A file that is missing, no HDF5 or damaged is GFLA_ERROR_INPUT with its name; so it is in all that follows when libhdf5
 * crashes on it, does not come back, or needs too much memory. Where another process reads: GFLA_ERROR_FAILED, it cannot be
 * started or was killed; GFLA_ERROR_INTERRUPTED, the context was cancelled while a call took longer than a second. */
gfla_status gfla_hdf5_open(gfla_hdf5 **file, const char *path);
/* Also discards a file that was created and not committed. */
void gfla_hdf5_destroy(gfla_hdf5 **file);

/* Whether reading has crashed libhdf5 so often, or held it up so long, that no more of this file is read. */
bool gfla_hdf5_is_given_up(gfla_hdf5 *file);

/* The groups of the root, sorted by bytes; *names is one allocation, freed with free(). */
gfla_status gfla_hdf5_names(gfla_hdf5 *file, char ***names, size_t *count);
/* Image and pose of one group; either may be NULL. GFLA_ERROR_INPUT names file, group and what is wrong. */
gfla_status gfla_hdf5_read_view(gfla_hdf5 *file, const char *name, struct gfla_bitmap *image, int64_t pose[2]);

/* gfla_hdf5_read_view of one of several names; *which: the one that counted. */
gfla_status gfla_hdf5_choose_view(gfla_hdf5 *file, const struct gfla_hdf5_choice *choice, int *which,
                                  struct gfla_bitmap *image, int64_t pose[2]);
/* The same without reading the image: its sides, and the pose. */
gfla_status gfla_hdf5_look_at_view(gfla_hdf5 *file, const struct gfla_hdf5_choice *choice, int *which, int *width,
                                   int *height, int64_t pose[2]);

/* A new file: it appears under its name at the commit, or not at all. */
gfla_status gfla_hdf5_create(gfla_hdf5 **file, const char *path);
/* image: RGB of 8 bits. A name is used once. GFLA_ERROR_OUTPUT when the disk does not take it. */
gfla_status gfla_hdf5_write_view(gfla_hdf5 *file, const char *name, const struct gfla_bitmap *image,
                                 const int64_t pose[2]);
gfla_status gfla_hdf5_commit(gfla_hdf5 **file);

#endif
