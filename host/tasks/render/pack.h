/* tasks/render/pack.h - `gfla pack`: a set of views as one file. */
#ifndef GFLA_TASKS_RENDER_PACK_H
#define GFLA_TASKS_RENDER_PACK_H

#include "viewsynth/data/view_pack.h"

/* Packs the set at `set`, which may be all that gfla_views_open takes, into the file at `out`, which appears whole or
 * not at all. Uses the threads of this thread's context, and tells it of progress. Blocks. */
gfla_status gfla_pack_set(const char *set, const char *out, struct gfla_pack_result *result);

#endif
