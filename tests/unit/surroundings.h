/* tests/unit/surroundings.h - the context that a test works in: one that a test's log callback hears, or one of the
 * environment variables, as the program has it. */
#ifndef GFLA_TESTS_SURROUNDINGS_H
#define GFLA_TESTS_SURROUNDINGS_H

#include <stdlib.h>

#include "base/context.h"
#include "cli/environment.h"

/* From now on this thread's work logs to `log`, down to `level`; settings are as the environment says. Log NULL:
 * silence. */
static inline void surround(gfla_log_callback log, void *user_data, gfla_log_level level)
{
    static gfla_context *context;
    struct gfla_context_params params;
    char folder[1024];
    gfla_context_params_init(&params);
    cli_environment_read(&params, folder);
    params.log = log;
    params.log_level = level;
    params.user_data = user_data;
    gfla_context_destroy(&context);
    if (gfla_context_create(&context, &params) != GFLA_OK)
        abort();
    gfla_context_enter(context);
}

/* Sets an environment variable, or unsets it where value is NULL, as the program would find it when it starts. */
static inline int surround_env(const char *name, const char *value)
{
    const int failed = value ? setenv(name, value, 1) : unsetenv(name);
    const struct gfla_context_params *now = gfla_context_settings();
    surround(now->log, now->user_data, now->log_level);
    return failed;
}

#endif
