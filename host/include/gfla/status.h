/* gfla/status.h - status codes of every fallible call, and the message that goes with the last failure.
 *
 *     static int report(gfla_status status)
 *     {
 *         if (status != GFLA_OK)
 *             fprintf(stderr, "%s: %s\n", gfla_status_name(status), gfla_error_message());
 *         return (int)status;
 *     }
 *
 * Thread safety: the message belongs to the calling thread. */
#ifndef GFLA_STATUS_H
#define GFLA_STATUS_H

#include <gfla/api.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Every fallible function returns one of these; 0 is success. The values are also the exit codes of the program. */
typedef enum gfla_status {
    GFLA_OK = 0,
    GFLA_ERROR_FAILED = 1,        /* failed for a reason that none of the others names */
    GFLA_ERROR_USAGE = 2,         /* an argument is outside what the function accepts */
    GFLA_ERROR_INPUT = 3,         /* an input file is missing, damaged, hostile or not what it should be */
    GFLA_ERROR_NO_DEVICE = 4,     /* no OpenCL platform or device, or none of the name asked for */
    GFLA_ERROR_DEVICE = 5,        /* the device or its driver failed: build, launch, transfer */
    GFLA_ERROR_MEMORY = 6,        /* host or device memory ran out */
    GFLA_ERROR_OUTPUT = 7,        /* an output could not be written */
    GFLA_ERROR_PARTIAL = 8,       /* done, but some items of a batch failed */
    GFLA_ERROR_CHECK = 9,         /* a check did not hold */
    GFLA_ERROR_INTERRUPTED = 130, /* stopped by the user; what was done is kept */
} gfla_status;

/* The short name of a status ("no-device"), or "unknown". Static storage. */
GFLA_API const char *gfla_status_name(gfla_status status);

/* One sentence that says what a status means. Static storage. */
GFLA_API const char *gfla_status_sentence(gfla_status status);

/* The message of the last failure in this thread: object, value, limit, and a hint what to try.
 * Empty when nothing failed yet. Valid until the next failing call of this thread. */
GFLA_API const char *gfla_error_message(void);

#ifdef __cplusplus
}
#endif
#endif
