/* render/import_worker.h - the other end of importer.h: what the helper does. */
#ifndef VIEWSYNTH_RENDER_IMPORT_WORKER_H
#define VIEWSYNTH_RENDER_IMPORT_WORKER_H

#include "base/error.h"

/* Reads models and skeletons as requests come, until no more come (GFLA_OK). Whoever calls it has limited what this
 * process may do: what it reads may crash it, fill memory, or never come back. GFLA_ERROR_FAILED: what comes is no
 * request, or replies cannot be written. */
gfla_status gfla_import_serve(int requests, int replies);

#endif
