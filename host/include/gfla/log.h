/* gfla/log.h - what the library has to say beside its results. It never prints: messages go to the callback of a
 * context (gfla/context.h), and nowhere without one.
 *
 *     static void print_log(void *user_data, gfla_log_level level, const char *message)
 *     {
 *         fprintf(user_data, level <= GFLA_LOG_WARNING ? "warning: %s\n" : "%s\n", message);
 *     }
 */
#ifndef GFLA_LOG_H
#define GFLA_LOG_H

#include <gfla/api.h>

/* How much a message matters, from most to least. */
typedef enum gfla_log_level {
    GFLA_LOG_ERROR = 1, /* something failed and the call goes on: an item of a batch, a kernel that did not build */
    GFLA_LOG_WARNING,   /* the result may not be what is expected */
    GFLA_LOG_INFO,      /* what a user wants to know: an assumption made, an item left out */
    GFLA_LOG_VERBOSE,   /* what explains a result: the device, the files that were read */
    GFLA_LOG_DEBUG,     /* what explains the library: programs built, algorithms chosen */
    GFLA_LOG_COUNT
} gfla_log_level;

/* Receives one message, without a line end, which is valid during the call. It may be called from any thread that works
 * for the context, two at a time, and must not call the library. */
typedef void (*gfla_log_callback)(void *user_data, gfla_log_level level, const char *message);

#endif
