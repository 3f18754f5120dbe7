/* io/hdf5/hdf5_file.h - for the files of io/hdf5/hdf5.h alone. */
#ifndef GFLA_IO_HDF5_HDF5_FILE_H
#define GFLA_IO_HDF5_HDF5_FILE_H

#include <hdf5.h>

#include "base/file.h"
#include "io/hdf5/hdf5.h"

struct gfla_hdf5_reader;

struct gfla_hdf5 {
    hid_t id; /* of what this process reads or writes */
    char *path;
    struct gfla_hdf5_reader *reader; /* another process reads; NULL: this one */
    struct gfla_file_out out;        /* of a file that is written */
};

/* One thread at a time may call libhdf5. Locking begins a gfla_memory_watch; unlocking leaves what it saw. */
void gfla_hdf5_lock(void);
void gfla_hdf5_unlock(void);

/* Calls of libhdf5 that read; zeros at first. */
struct gfla_hdf5_tries {
    int n, n_short; /* of n that were made or begun, n_short ran out of memory */
};
/* Whether the call shall be made: the first time, and once more when that ran out of memory. */
bool gfla_hdf5_again(struct gfla_hdf5_tries *tries);
/* The failure of these calls; its message begins with the path. Those that ran out of memory are GFLA_ERROR_MEMORY,
 * but for two in a row while there is memory: then libhdf5 wanted as much as a damaged file says. That, and the rest,
 * is GFLA_ERROR_INPUT. */
gfla_status gfla_hdf5_fail(const gfla_hdf5 *file, const struct gfla_hdf5_tries *tries, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Why the last call of libhdf5 failed, in its words; text of `size` bytes. Within the lock. */
const char *gfla_hdf5_reason(char *text, size_t size);

#endif
