#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Long enough for the build log of a kernel; what does not fit is cut, and goes to the log whole where it matters. */
#define MESSAGE_SIZE 8192

static _Thread_local char last_message[MESSAGE_SIZE];

static const struct {
    gfla_status status;
    const char *name, *sentence;
} statuses[] = {
    {GFLA_OK, "ok", "Done."},
    {GFLA_ERROR_FAILED, "failed", "Failed for a reason that no other status names."},
    {GFLA_ERROR_USAGE, "usage", "An argument is outside what the function accepts."},
    {GFLA_ERROR_INPUT, "input", "An input file is missing, damaged or not what it should be."},
    {GFLA_ERROR_NO_DEVICE, "no-device", "There is no OpenCL device, or none of the name asked for."},
    {GFLA_ERROR_DEVICE, "device", "The device or its driver failed."},
    {GFLA_ERROR_MEMORY, "memory", "Host or device memory ran out."},
    {GFLA_ERROR_OUTPUT, "output", "An output could not be written."},
    {GFLA_ERROR_PARTIAL, "partial", "Done, but some items of the batch failed."},
    {GFLA_ERROR_CHECK, "check", "A check did not hold."},
    {GFLA_ERROR_INTERRUPTED, "interrupted", "Stopped by the user; what was done is kept."},
};

const char *gfla_status_name(gfla_status status)
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        if (statuses[i].status == status)
            return statuses[i].name;
    return "unknown";
}

const char *gfla_status_sentence(gfla_status status)
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        if (statuses[i].status == status)
            return statuses[i].sentence;
    return "A status that this version does not know.";
}

const char *gfla_error_message(void)
{
    return last_message;
}

/* Arguments may point into the old message, so the new one is made beside it. */
gfla_status gfla_fail(gfla_status code, const char *fmt, ...)
{
    char message[MESSAGE_SIZE];
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    memcpy(last_message, message, strlen(message) + 1);
    return code;
}

gfla_status gfla_fail_context(gfla_status code, const char *fmt, ...)
{
    char message[MESSAGE_SIZE];
    va_list args;
    if (code == GFLA_ERROR_INTERRUPTED)
        return code;
    va_start(args, fmt);
    vsnprintf(message, sizeof message - 2, fmt, args);
    va_end(args);
    strcat(message, ": ");
    size_t size = strlen(message), kept = strlen(last_message);
    if (kept > MESSAGE_SIZE - 1 - size)
        kept = MESSAGE_SIZE - 1 - size;
    memmove(last_message + size, last_message, kept);
    memcpy(last_message, message, size);
    last_message[size + kept] = 0;
    return code;
}
