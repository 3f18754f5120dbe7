#include "base/memory.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static atomic_long allocations_until_failure; /* 0: none will fail */

void gfla_memory_fail_at(long n)
{
    atomic_store(&allocations_until_failure, n);
}

static bool must_fail(void)
{
    return atomic_load(&allocations_until_failure) > 0 && atomic_fetch_sub(&allocations_until_failure, 1) == 1;
}

gfla_status gfla_calloc(void *out, size_t count, size_t size, const char *what)
{
    void *data = NULL;
    memcpy(out, &data, sizeof data);
    if (size > 0 && count > SIZE_MAX / size)
        return gfla_fail(GFLA_ERROR_MEMORY, "%s: %zu x %zu bytes is more than can be addressed", what, count, size);
    /* One byte at least, so that NULL always means failure. */
    if (!must_fail())
        data = calloc(count * size > 0 ? count * size : 1, 1);
    if (!data)
        return gfla_fail(GFLA_ERROR_MEMORY, "%s: out of memory (%zu bytes)", what, count * size);
    memcpy(out, &data, sizeof data);
    return GFLA_OK;
}

gfla_status gfla_grow(void *array, size_t *capacity, size_t need, size_t size, const char *what)
{
    if (need <= *capacity)
        return GFLA_OK;
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    while (wanted < need)
        wanted = wanted > SIZE_MAX / 2 ? need : wanted * 2;
    if (size > 0 && wanted > SIZE_MAX / size)
        return gfla_fail(GFLA_ERROR_MEMORY, "%s: %zu x %zu bytes is more than can be addressed", what, wanted, size);
    void *old;
    memcpy(&old, array, sizeof old);
    void *grown = must_fail() ? NULL : realloc(old, wanted * size);
    if (!grown)
        return gfla_fail(GFLA_ERROR_MEMORY, "%s: out of memory (%zu bytes)", what, wanted * size);
    memcpy(array, &grown, sizeof grown);
    *capacity = wanted;
    return GFLA_OK;
}

void gfla_memory_watch(void)
{
    errno = 0;
}

bool gfla_memory_ran_out(void)
{
    return errno == ENOMEM;
}

gfla_status gfla_memory_or(gfla_status code)
{
    return gfla_memory_ran_out() ? GFLA_ERROR_MEMORY : code;
}

gfla_status gfla_library_fail(gfla_status code, const char *what, const char *fmt, ...)
{
    char message[1024];
    va_list arguments;
    if (gfla_memory_ran_out())
        return gfla_fail(GFLA_ERROR_MEMORY, "%s: host memory ran out", what);
    va_start(arguments, fmt);
    vsnprintf(message, sizeof message, fmt, arguments);
    va_end(arguments);
    return gfla_fail(code, "%s: %s", what, message);
}
