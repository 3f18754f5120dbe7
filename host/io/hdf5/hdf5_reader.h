/* io/hdf5/hdf5_reader.h - a file that another process reads (hdf5_serve.h), for hdf5.c and hdf5_read.c. What comes back
 * is checked like any file from strangers. Thread-safe: threads take turns. */
#ifndef GFLA_IO_HDF5_HDF5_READER_H
#define GFLA_IO_HDF5_HDF5_READER_H

#include "base/string_list.h"
#include "io/hdf5/hdf5_view.h"
#include "io/image/bitmap.h"

struct gfla_hdf5_reader;

/* Starts `program hdf5-worker MEGABYTES PARENT`, and opens the file there. Errors as gfla_hdf5_open. */
gfla_status gfla_hdf5_reader_create(struct gfla_hdf5_reader **reader, const char *path, const char *program);
/* Ends the helper. */
void gfla_hdf5_reader_destroy(struct gfla_hdf5_reader **reader);

/* As the functions of hdf5.h; names is {0}, and not sorted afterwards. */
gfla_status gfla_hdf5_reader_names(struct gfla_hdf5_reader *reader, struct gfla_string_list *names);
/* with_pixels: else the image gets its sides alone. image and pose may be NULL. */
gfla_status gfla_hdf5_reader_view(struct gfla_hdf5_reader *reader, const struct gfla_hdf5_choice *choice, int *which,
                                  bool with_pixels, struct gfla_bitmap *image, int64_t pose[2]);
bool gfla_hdf5_reader_is_given_up(struct gfla_hdf5_reader *reader);

/* For tests: what a view may take from now on; 0: GFLA_HDF5_SECONDS. */
void gfla_hdf5_reader_set_seconds(double seconds);

#endif
