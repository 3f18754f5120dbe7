#include "base/context.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct gfla_context {
    struct gfla_context_params params;
    atomic_bool is_cancelled;
};

static const struct gfla_context_params defaults = {.struct_size = sizeof defaults, .log_level = GFLA_LOG_WARNING};
static _Thread_local gfla_context *current;

void gfla_context_params_init(struct gfla_context_params *params)
{
    *params = (struct gfla_context_params){.struct_size = sizeof *params};
}

gfla_status gfla_params_copy(void *copy, size_t size, const void *params, const char *what)
{
    size_t given = size;
    memset(copy, 0, size);
    if (params) {
        memcpy(&given, params, sizeof given);
        if (given < sizeof given || given > size)
            return gfla_fail(GFLA_ERROR_USAGE, "%s: struct_size is %zu, this library knows up to %zu. hint: %s_init",
                             what, given, size, what);
        memcpy(copy, params, given);
    }
    memcpy(copy, &size, sizeof size);
    return GFLA_OK;
}

static gfla_status keep_text(const char **text)
{
    gfla_status status;
    char *copy = NULL;
    if (!*text)
        return GFLA_OK;
    const char *given = *text;
    *text = NULL;
    TRY(gfla_calloc(&copy, strlen(given) + 1, 1, "a context"));
    memcpy(copy, given, strlen(given) + 1);
    *text = copy;
fail:
    return status;
}

gfla_status gfla_context_create(gfla_context **context, const struct gfla_context_params *params)
{
    gfla_status status, kept;
    struct gfla_context_params p;
    *context = NULL;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_context_params"));
    REQUIRE(p.log_level < GFLA_LOG_COUNT && p.cache < GFLA_CACHE_COUNT && p.tuning < GFLA_TUNING_COUNT &&
                p.n_threads >= 0,
            GFLA_ERROR_USAGE, "gfla_context_params: log_level %d, cache %d, tuning %d or n_threads %d is out of range",
            (int)p.log_level, (int)p.cache, (int)p.tuning, p.n_threads);
    p.log_level = p.log_level ? p.log_level : defaults.log_level;
    status = keep_text(&p.cache_folder);
    kept = keep_text(&p.model_folders);
    status = status == GFLA_OK ? kept : status;
    kept = keep_text(&p.kernels_folder);
    status = status == GFLA_OK ? kept : status;
    if (status == GFLA_OK)
        status = gfla_calloc(context, 1, sizeof **context, "a context");
    if (status != GFLA_OK) {
        free((char *)p.cache_folder);
        free((char *)p.model_folders);
        free((char *)p.kernels_folder);
        return status;
    }
    (*context)->params = p;
fail:
    return status;
}

void gfla_context_destroy(gfla_context **context)
{
    if (!context || !*context)
        return;
    if (current == *context)
        current = NULL;
    free((char *)(*context)->params.cache_folder);
    free((char *)(*context)->params.model_folders);
    free((char *)(*context)->params.kernels_folder);
    free(*context);
    *context = NULL;
}

void gfla_context_cancel(gfla_context *context)
{
    if (context)
        atomic_store(&context->is_cancelled, true);
}

void gfla_context_resume(gfla_context *context)
{
    if (context)
        atomic_store(&context->is_cancelled, false);
}

gfla_context *gfla_context_current(void)
{
    return current;
}

const struct gfla_context_params *gfla_context_settings(void)
{
    return current ? &current->params : &defaults;
}

gfla_context *gfla_context_enter(gfla_context *context)
{
    gfla_context *before = current;
    current = context;
    return before;
}

bool gfla_is_cancelled(void)
{
    if (!current)
        return false;
    return atomic_load(&current->is_cancelled) ||
           (current->params.abort && current->params.abort(current->params.user_data));
}

gfla_status gfla_check_cancelled(void)
{
    return gfla_is_cancelled() ? gfla_fail(GFLA_ERROR_INTERRUPTED, "interrupted") : GFLA_OK;
}
