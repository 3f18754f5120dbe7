#include "viewsynth/data/refused.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"

struct gfla_refused {
    atomic_int n;
    atomic_uchar *is_refused; /* by model */
};

gfla_status gfla_refused_create(gfla_refused **refused, int n_models)
{
    gfla_status status;
    *refused = NULL;
    TRY(gfla_calloc(refused, 1, sizeof **refused, "models of a set"));
    TRY(gfla_calloc(&(*refused)->is_refused, (size_t)n_models + 1, sizeof *(*refused)->is_refused, "models of a set"));
    return GFLA_OK;
fail:
    gfla_refused_destroy(refused);
    return status;
}

void gfla_refused_destroy(gfla_refused **refused)
{
    if (!*refused)
        return;
    free((*refused)->is_refused);
    free(*refused);
    *refused = NULL;
}

void gfla_refused_add(gfla_refused *refused, int model)
{
    if (atomic_exchange(&refused->is_refused[model], 1))
        return;
    const int n = atomic_fetch_add(&refused->n, 1) + 1;
    gfla_log(GFLA_LOG_WARNING, "%s; others are drawn in its place (%d model%s so far)", gfla_error_message(), n,
             n == 1 ? "" : "s");
}

int gfla_refused_count(const gfla_refused *refused)
{
    return atomic_load(&refused->n);
}
