#include "base/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

static gfla_log_callback receiver;
static void *receiver_context;
static enum gfla_log_level most_talkative;

void gfla_log_set(gfla_log_callback callback, void *context, enum gfla_log_level most)
{
    receiver = callback;
    receiver_context = context;
    most_talkative = most;
}

/* Short messages need no allocation; build logs do, and are cut when there is no memory for them. */
void gfla_log(enum gfla_log_level level, const char *fmt, ...)
{
    if (!receiver || level > most_talkative)
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
    receiver(receiver_context, level, whole ? whole : brief);
    free(whole);
}
