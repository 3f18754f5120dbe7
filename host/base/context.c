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

#define N_TEXTS 5

static void list_texts(struct gfla_context_params *params, const char **texts[N_TEXTS])
{
    texts[0] = &params->cache_folder;
    texts[1] = &params->model_folders;
    texts[2] = &params->import_program;
    texts[3] = &params->kernels_folder;
    texts[4] = &params->compile_program;
}

/* The caller's texts become copies; after a failure, some are and the others are NULL. */
static gfla_status keep_texts(struct gfla_context_params *params)
{
    gfla_status status = GFLA_OK;
    const char **texts[N_TEXTS];
    list_texts(params, texts);
    for (int i = 0; i < N_TEXTS; i++) {
        const char *given = *texts[i];
        char *copy = NULL;
        *texts[i] = NULL;
        if (!given || status != GFLA_OK)
            continue;
        status = gfla_calloc(&copy, strlen(given) + 1, 1, "a context");
        if (status == GFLA_OK)
            *texts[i] = strcpy(copy, given);
    }
    return status;
}

static void free_texts(struct gfla_context_params *params)
{
    const char **texts[N_TEXTS];
    list_texts(params, texts);
    for (int i = 0; i < N_TEXTS; i++)
        free((char *)*texts[i]);
}

gfla_status gfla_context_create(gfla_context **context, const struct gfla_context_params *params)
{
    gfla_status status;
    struct gfla_context_params p;
    *context = NULL;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_context_params"));
    REQUIRE(p.log_level < GFLA_LOG_COUNT && p.cache < GFLA_CACHE_COUNT && p.tuning < GFLA_TUNING_COUNT &&
                p.check < GFLA_CHECK_COUNT && p.n_threads >= 0,
            GFLA_ERROR_USAGE, "gfla_context_params: log_level %d, cache %d, tuning %d or n_threads %d is out of range",
            (int)p.log_level, (int)p.cache, (int)p.tuning, p.n_threads);
    p.log_level = p.log_level ? p.log_level : defaults.log_level;
    TRY(gfla_calloc(context, 1, sizeof **context, "a context"));
    (*context)->params = p;
    TRY(keep_texts(&(*context)->params));
    return GFLA_OK;
fail:
    if (*context)
        free_texts(&(*context)->params);
    free(*context);
    *context = NULL;
    return status;
}

void gfla_context_destroy(gfla_context **context)
{
    if (!context || !*context)
        return;
    if (current == *context)
        current = NULL;
    free_texts(&(*context)->params);
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
