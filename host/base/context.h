/* base/context.h - the context that a thread works for, as the layers below the public functions see it.
 *
 * A public function enters the context of its handle, and what it calls asks for the current one: so nobody passes
 * callbacks down, and two callers in two threads do not meet. Threads that the library starts enter the context of the
 * thread that started them (base/thread.h). */
#ifndef GFLA_BASE_CONTEXT_H
#define GFLA_BASE_CONTEXT_H

#include <gfla/context.h>

#include "base/error.h"

/* The settings that hold for this thread; never NULL. */
const struct gfla_context_params *gfla_context_settings(void);

/* The context of this thread; NULL: defaults. */
gfla_context *gfla_context_current(void);
/* Makes `context`, which may be NULL, the one of this thread, and returns the one before, which the caller enters again
 * when it is done. */
gfla_context *gfla_context_enter(gfla_context *context);

/* Whether this thread's work shall stop: gfla_context_cancel was called, or the abort callback says so. */
bool gfla_is_cancelled(void);
/* GFLA_ERROR_INTERRUPTED then, else GFLA_OK: `TRY(gfla_check_cancelled());` */
gfla_status gfla_check_cancelled(void);

/* Whether a params struct of the public headers is of a size that this library knows, and a copy of it in which what a
 * caller's older version lacks is zero. size: of *copy. params may be NULL: all zeros. `what` names it in the message
 * of GFLA_ERROR_USAGE. */
gfla_status gfla_params_copy(void *copy, size_t size, const void *params, const char *what);

#endif
