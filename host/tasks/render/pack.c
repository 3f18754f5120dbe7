#include "tasks/render/pack.h"

#include "tasks/render/render_job.h"

gfla_status gfla_pack_set(const char *set, const char *out, struct gfla_pack_result *result)
{
    gfla_status status;
    gfla_views *views = NULL;
    TRY(gfla_views_open(&views, set, NULL));
    TRY(gfla_views_pack(views, out, gfla_render_n_threads(), result));
fail:
    gfla_views_destroy(&views);
    return status;
}
