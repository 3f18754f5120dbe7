/* io/hdf5/hdf5_serve.h - the other end of hdf5_reader.h: what the helper does. */
#ifndef GFLA_IO_HDF5_HDF5_SERVE_H
#define GFLA_IO_HDF5_HDF5_SERVE_H

#include "base/error.h"

/* Answers requests until no more come. The context of this thread must name no import_program. GFLA_ERROR_FAILED: what
 * comes is no request, or nobody takes replies. */
gfla_status gfla_hdf5_serve(int requests, int replies);

#endif
