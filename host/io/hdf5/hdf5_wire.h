/* io/hdf5/hdf5_wire.h - what is said between hdf5_reader.h and its helper, hdf5_serve.h. Both are the same program on the
 * same machine: structs travel as they lie in memory.
 *
 * The helper begins with a reply that nobody asked for, of no content; then it answers requests in turn. */
#ifndef GFLA_IO_HDF5_HDF5_WIRE_H
#define GFLA_IO_HDF5_HDF5_WIRE_H

#include <stdint.h>

#include "base/string_list.h"
#include "base/wire.h"
#include "io/hdf5/hdf5_view.h"
#include "io/image/bitmap.h"

/* Helpers are started as `PROGRAM hdf5-worker MEGABYTES PARENT`. */
#define GFLA_HDF5_WORD "hdf5-worker"
#define GFLA_HDF5_MEGABYTES 1024 /* that one may have */

#define GFLA_HDF5_REQUEST 0x31716835u /* another one in each version of what follows */
#define GFLA_HDF5_REPLY 0x31706835u
#define GFLA_HDF5_MAX_TEXTS 65536u /* bytes behind a request */
#define GFLA_HDF5_MAX_CHOICES 16   /* names that a view may have */
#define GFLA_HDF5_MAX_MESSAGE 8192
#define GFLA_HDF5_MAX_NAMES ((uint64_t)512 << 20) /* bytes of all names of a file */

enum gfla_hdf5_ask {
    GFLA_HDF5_OPEN,  /* a path: the file that all other requests are about */
    GFLA_HDF5_NAMES, /* nothing */
    GFLA_HDF5_VIEW,  /* names of which one is read */
    GFLA_HDF5_SIZE,  /* the same without pixels */
    GFLA_HDF5_ASK_COUNT
};

/* Then `size` bytes: texts, each with its ending zero. */
struct gfla_hdf5_request {
    uint32_t magic, ask; /* enum gfla_hdf5_ask */
    uint32_t wants;      /* GFLA_HDF5_WANTS_... */
    uint32_t size;
};
#define GFLA_HDF5_WANTS_IMAGE 1u
#define GFLA_HDF5_WANTS_POSE 2u

/* Then `size` bytes: of a failure its message; else the names, each with its ending zero, or the pixels as RGB. */
struct gfla_hdf5_reply {
    uint32_t magic;
    int32_t status;
    int32_t which; /* of the names that were asked for */
    int32_t width, height;
    uint32_t unused; /* 0 */
    int64_t pose[2];
    uint64_t size;
};

/* A reply, of which nothing is believed. Of a failure in the helper's own words, *replied is set, the message is these
 * words, and the status is GFLA_ERROR_INPUT or GFLA_ERROR_MEMORY; of what is no reply the status is GFLA_ERROR_INPUT.
 * What the source of bytes fails with is passed on. */
gfla_status gfla_hdf5_wire_read_reply(const struct gfla_wire_in *in, struct gfla_hdf5_reply *reply, bool *replied);
/* What comes behind a reply that is GFLA_OK: to nothing, ... */
gfla_status gfla_hdf5_wire_read_nothing(const struct gfla_hdf5_reply *reply);
/* ... to GFLA_HDF5_NAMES: names is {0} and holds them; ... */
gfla_status gfla_hdf5_wire_read_names(const struct gfla_wire_in *in, const struct gfla_hdf5_reply *reply,
                                      struct gfla_string_list *names);
/* ... and to GFLA_HDF5_VIEW or _SIZE of n_names names: the image, {0} without pixels; sides and name are within their
 * limits. */
gfla_status gfla_hdf5_wire_read_view(const struct gfla_wire_in *in, const struct gfla_hdf5_reply *reply, int n_names,
                                     bool with_pixels, struct gfla_bitmap *image);

#endif
