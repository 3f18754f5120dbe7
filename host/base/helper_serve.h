/* base/helper_serve.h - the helper's own end of helper.h: requests are read from one descriptor, replies written to
 * another. All of it blocks. */
#ifndef GFLA_BASE_HELPER_SERVE_H
#define GFLA_BASE_HELPER_SERVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Exactly `size` bytes, or none: then *end is set, and no more will come. GFLA_ERROR_FAILED: they are cut short. */
gfla_status gfla_helper_serve_read(int from, void *data, size_t size, bool *end);
/* GFLA_ERROR_FAILED: nobody reads. */
gfla_status gfla_helper_serve_write(int to, const void *data, size_t size);

#endif
