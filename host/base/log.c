#include "base/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"

/* Short messages need no allocation; build logs do, and are cut when there is no memory for them. */
void gfla_log(gfla_log_level level, const char *fmt, ...)
{
    const struct gfla_context_params *settings = gfla_context_settings();
    if (!settings->log || level > settings->log_level)
        return;
    char brief[1024];
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int need = vsnprintf(brief, sizeof brief, fmt, args);
    va_end(args);
    char *whole = need >= (int)sizeof brief ? malloc((size_t)need + 1) : NULL;
    if (whole)
        vsnprintf(whole, (size_t)need + 1, fmt, again);
    va_end(again);
    settings->log(settings->user_data, level, whole ? whole : brief);
    free(whole);
}
