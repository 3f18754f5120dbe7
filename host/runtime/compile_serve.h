/* runtime/compile_serve.h - the helpers' side of compile_pool.h. */
#ifndef GFLA_RUNTIME_COMPILE_SERVE_H
#define GFLA_RUNTIME_COMPILE_SERVE_H

#include "base/error.h"

/* Compiles as jobs come (compile_wire.h), until no more come (GFLA_OK). Nobody else uses the two descriptors. Failures to
 * compile are replies; GFLA_ERROR_FAILED: what comes is no message, or replies cannot be written. */
gfla_status gfla_compile_serve(int requests, int replies);

#endif
