#include "graph/guard.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/commands.h"

/* A quiet NaN that no arithmetic makes: those that devices make have one bit set, or none, below the exponent. */
#define PATTERN 0x7fe5a5a5u

void gfla_guards_init(struct gfla_guards *guards, const gfla_device *device, size_t bytes)
{
    const size_t base = gfla_device_get_info(device)->base_alignment, alignment = base > 64 ? base : 64;
    *guards = (struct gfla_guards){.size = (bytes + alignment - 1) / alignment * alignment};
}

static gfla_status fill_with_pattern(gfla_buffer *buffer)
{
    gfla_status status;
    const size_t count = gfla_buffer_size(buffer) / sizeof(uint32_t);
    uint32_t *words = NULL;
    TRY(gfla_calloc(&words, count, sizeof *words, "guards"));
    for (size_t i = 0; i < count; i++)
        words[i] = PATTERN;
    status = gfla_buffer_write(buffer, 0, words, count * sizeof *words);
fail:
    free(words);
    return status;
}

gfla_status gfla_guards_create_buffer(struct gfla_guards *guards, gfla_buffer **buffer, gfla_device *device,
                                      const gfla_tensor *tensor, size_t bytes, enum gfla_memory_kind kind)
{
    gfla_status status;
    *buffer = NULL;
    TRY(gfla_grow(&guards->items, &guards->capacity, guards->count + 1, sizeof *guards->items, "guards"));
    struct gfla_guard *guard = &guards->items[guards->count];
    *guard = (struct gfla_guard){.tensor = tensor, .bytes = bytes};
    TRY(gfla_buffer_create(&guard->whole, device, bytes + 2 * guards->size, kind, "a tensor between guards"));
    guards->count++;
    if (gfla_device_computes(device))
        TRY(fill_with_pattern(guard->whole));
    status = gfla_buffer_view(buffer, guard->whole, guards->size, bytes);
fail:
    return status;
}

static gfla_status report(const struct gfla_guard *guard, size_t guard_words, size_t at, const uint32_t *words)
{
    const struct gfla_node *producer = guard->tensor->producer;
    float value;
    memcpy(&value, &words[at], sizeof value);
    return gfla_fail(GFLA_ERROR_CHECK, "%s%s: float %lld was written, beside its %zu floats (%g)",
                     producer ? "an output of " : "tensor ", producer ? producer->op->name : guard->tensor->name,
                     (long long)at - (long long)guard_words, guard->bytes / sizeof value, (double)value);
}

static gfla_status check(const struct gfla_guard *guard, size_t guard_size)
{
    gfla_status status;
    const size_t count = gfla_buffer_size(guard->whole) / sizeof(uint32_t), n = guard_size / sizeof(uint32_t);
    uint32_t *words = NULL;
    TRY(gfla_calloc(&words, count, sizeof *words, "guards"));
    TRY(gfla_buffer_read(guard->whole, 0, words, count * sizeof *words));
    for (size_t i = 0; i < count && status == GFLA_OK; i++)
        if ((i < n || i >= count - n) && words[i] != PATTERN)
            status = report(guard, n, i, words);
fail:
    free(words);
    return status;
}

gfla_status gfla_guards_check(const struct gfla_guards *guards)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; guards->size > 0 && i < guards->count && status == GFLA_OK; i++)
        status = check(&guards->items[i], guards->size);
    return status;
}

void gfla_guards_free(struct gfla_guards *guards)
{
    for (size_t i = 0; i < guards->count; i++)
        gfla_buffer_destroy(&guards->items[i].whole);
    free(guards->items);
    *guards = (struct gfla_guards){0};
}
