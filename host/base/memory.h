/* base/memory.h - host memory: checked allocation, and an arena for things that live and die together.
 * Tests make the n-th allocation fail with gfla_memory_fail_at. */
#ifndef GFLA_BASE_MEMORY_H
#define GFLA_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* count * size bytes of zeros in *out, overflow-checked; GFLA_ERROR_MEMORY names `what` and the bytes. Free with
 * free(). */
gfla_status gfla_calloc(void *out, size_t count, size_t size, const char *what);
/* Grows *array (of elements of `size` bytes) so that it holds at least `need`; doubles *capacity. */
gfla_status gfla_grow(void *array, size_t *capacity, size_t need, size_t size, const char *what);
/* Makes the n-th allocation from now fail (0: none); for tests. */
void gfla_memory_fail_at(long n);

/* Libraries often report that memory ran out as they report bad input. malloc sets errno, which tells the two apart:
 *     gfla_memory_watch();
 *     if (!library_reads(data))
 *         return gfla_library_fail(GFLA_ERROR_INPUT, "WebP", "the pixels are damaged");
 * Both speak of this thread: what a library allocates in threads of its own is not seen. A call in between that sets
 * errno for a reason of its own hides what malloc said. An absurd size in a damaged file must not look like a lack of
 * memory: readers check sizes or limit the library first, and the fuzzers allow no block above 1 GiB. */
void gfla_memory_watch(void);
bool gfla_memory_ran_out(void);
/* GFLA_ERROR_MEMORY where memory ran out since, or the last call of the system says so in errno; else code. */
gfla_status gfla_memory_or(gfla_status code);
/* Fails with `code` and "what: " before the message; or with GFLA_ERROR_MEMORY and "what: host memory ran out" where
 * memory ran out since gfla_memory_watch. */
gfla_status gfla_library_fail(gfla_status code, const char *what, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Chunks freed together. Not thread-safe. */
typedef struct gfla_arena gfla_arena;
gfla_status gfla_arena_create(gfla_arena **arena);
void gfla_arena_destroy(gfla_arena **arena);
/* Zeroed, 16-byte aligned; NULL when memory is gone (the failure is recorded). */
void *gfla_arena_alloc(gfla_arena *arena, size_t size);
char *gfla_arena_strdup(gfla_arena *arena, const char *text);
char *gfla_arena_printf(gfla_arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
