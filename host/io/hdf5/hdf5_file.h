/* io/hdf5/hdf5_file.h - for the files of io/hdf5/hdf5.h alone. */
#ifndef GFLA_IO_HDF5_HDF5_FILE_H
#define GFLA_IO_HDF5_HDF5_FILE_H

#include <hdf5.h>

#include "base/file.h"
#include "io/hdf5/hdf5.h"

struct gfla_hdf5 {
    hid_t id;
    char *path;
    struct gfla_file_out out; /* of a file that is written */
};

/* One thread at a time may call libhdf5. Locking begins a gfla_memory_watch; unlocking leaves what it saw. */
void gfla_hdf5_lock(void);
void gfla_hdf5_unlock(void);

/* Why the last call of libhdf5 failed, in its words; text of `size` bytes. Within the lock. */
const char *gfla_hdf5_reason(char *text, size_t size);

#endif
