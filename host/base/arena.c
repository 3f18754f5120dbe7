#include "base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE ((size_t)64 * 1024)
#define ALIGNMENT ((size_t)16)

struct chunk {
    struct chunk *next;
    size_t used, size; /* of data */
    _Alignas(16) unsigned char data[];
};

struct gfla_arena {
    struct chunk *chunks; /* the newest first */
};

gfla_status gfla_arena_create(gfla_arena **arena)
{
    return gfla_calloc(arena, 1, sizeof **arena, "arena");
}

void gfla_arena_destroy(gfla_arena **arena)
{
    if (!arena || !*arena)
        return;
    for (struct chunk *chunk = (*arena)->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    free(*arena);
    *arena = NULL;
}

static struct chunk *add_chunk(gfla_arena *arena, size_t need)
{
    size_t size = need > CHUNK_SIZE ? need : CHUNK_SIZE;
    struct chunk *chunk;
    if (gfla_calloc(&chunk, 1, sizeof *chunk + size, "arena") != GFLA_OK)
        return NULL;
    chunk->size = size;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    return chunk;
}

void *gfla_arena_alloc(gfla_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) {
        gfla_fail(GFLA_ERROR_MEMORY, "arena: %zu bytes is more than can be addressed", size);
        return NULL;
    }
    size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct chunk *chunk = arena->chunks;
    if (!chunk || chunk->size - chunk->used < rounded)
        chunk = add_chunk(arena, rounded);
    if (!chunk)
        return NULL;
    void *data = chunk->data + chunk->used;
    chunk->used += rounded;
    return data;
}

char *gfla_arena_strdup(gfla_arena *arena, const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = gfla_arena_alloc(arena, size);
    if (copy)
        memcpy(copy, text, size);
    return copy;
}

char *gfla_arena_printf(gfla_arena *arena, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = need < 0 ? NULL : gfla_arena_alloc(arena, (size_t)need + 1);
    if (text)
        vsnprintf(text, (size_t)need + 1, fmt, again);
    va_end(again);
    return text;
}
