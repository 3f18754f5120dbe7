/* Allocations of the program and of libraries that work on files for it. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fault/fault.h"

/* glibc's own: dlsym allocates, and could not be asked for these. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

static bool fails(const void *caller)
{
    const enum fault_owner owner = fault_owner_of(caller);
    const bool must_fail =
        owner != FAULT_OWNER_OTHER && fault_now(owner == FAULT_OWNER_PROGRAM ? FAULT_ALLOCATION : FAULT_LIBRARY);
    if (must_fail)
        errno = ENOMEM;
    return must_fail;
}

static void *keep(const void *caller, void *block)
{
    if (fault_owner_of(caller) != FAULT_OWNER_OTHER)
        fault_take(FAULT_THING_BLOCK, block);
    return block;
}

void *malloc(size_t size)
{
    const void *caller = __builtin_return_address(0);
    return fails(caller) ? NULL : keep(caller, __libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    const void *caller = __builtin_return_address(0);
    return fails(caller) ? NULL : keep(caller, __libc_calloc(count, size));
}

/* The old block is given back before it may be another thread's. */
void *realloc(void *block, size_t size)
{
    const void *caller = __builtin_return_address(0);
    if (fails(caller))
        return NULL;
    fault_give(FAULT_THING_BLOCK, block);
    return keep(caller, __libc_realloc(block, size));
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    const void *caller = __builtin_return_address(0);
    *block = fails(caller) ? NULL : keep(caller, __libc_memalign(alignment, size));
    return *block ? 0 : ENOMEM;
}

static char *copy(const void *caller, const char *text, size_t length)
{
    char *block = fails(caller) ? NULL : keep(caller, __libc_malloc(length + 1));
    if (!block)
        return NULL;
    memcpy(block, text, length);
    block[length] = 0;
    return block;
}

char *strdup(const char *text)
{
    return copy(__builtin_return_address(0), text, strlen(text));
}

char *strndup(const char *text, size_t length)
{
    return copy(__builtin_return_address(0), text, strnlen(text, length));
}

void free(void *block)
{
    fault_give(FAULT_THING_BLOCK, block);
    __libc_free(block);
}
