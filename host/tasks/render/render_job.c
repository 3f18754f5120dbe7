#include "tasks/render/render_job.h"

#include <unistd.h>

#include "base/context.h"

int gfla_render_n_threads(void)
{
    const int asked = gfla_context_settings()->n_threads;
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return asked ? asked : cores > 0 ? (int)cores : 1;
}
