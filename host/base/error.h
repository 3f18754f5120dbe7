/* base/error.h - how a failure is recorded and passed on.
 * A function that can fail returns gfla_status, sets its out pointers to NULL first, and leaves through one `fail:`
 * label. */
#ifndef GFLA_BASE_ERROR_H
#define GFLA_BASE_ERROR_H

#include <gfla/status.h>

/* Records the message of this thread's last failure and returns code. "hint: ..." belongs at the end of the message. */
gfla_status gfla_fail(gfla_status code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts "context: " in front of this thread's message, e.g. the file that was being read. What the user stopped is left
 * as it is: nothing is wrong with the file. Returns code. */
gfla_status gfla_fail_context(gfla_status code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Expects `gfla_status status` and a label `fail`. */
#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        status = (call);                                                                                               \
        if (status != GFLA_OK)                                                                                         \
            goto fail;                                                                                                 \
    } while (0)

/* Expects `gfla_status status` and a label `fail`. */
#define REQUIRE(cond, code, ...)                                                                                       \
    do {                                                                                                               \
        if (!(cond)) {                                                                                                 \
            status = gfla_fail((code), __VA_ARGS__);                                                                   \
            goto fail;                                                                                                 \
        }                                                                                                              \
    } while (0)

#endif
