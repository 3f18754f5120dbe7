#include "io/weights/pickle_values.h"

#include <string.h>

#define ARENA_UNIT 16

gfla_status gfla_pickle_heap_create(struct gfla_pickle_heap *heap)
{
    heap->used = 0;
    return gfla_arena_create(&heap->arena);
}

void gfla_pickle_heap_free(struct gfla_pickle_heap *heap)
{
    gfla_arena_destroy(&heap->arena);
    heap->used = 0;
}

gfla_status gfla_pickle_alloc(struct gfla_pickle_heap *heap, size_t size, void *out)
{
    gfla_status status = GFLA_OK;
    void *data = NULL;

    if (size < GFLA_PICKLE_HEAP_BYTES)
        size = (size / ARENA_UNIT + 1) * ARENA_UNIT; /* what it takes of the arena */
    REQUIRE(size <= GFLA_PICKLE_HEAP_BYTES - heap->used, GFLA_ERROR_INPUT,
            "the pickle makes more than %zu MiB of objects. hint: save the state dictionary alone",
            GFLA_PICKLE_HEAP_BYTES >> 20);
    data = gfla_arena_alloc(heap->arena, size);
    if (!data)
        return GFLA_ERROR_MEMORY;
    heap->used += size;
    memcpy(out, &data, sizeof data);
fail:
    return status;
}

gfla_status gfla_pickle_new_items(struct gfla_pickle_heap *heap, enum gfla_pickle_kind kind,
                                  struct gfla_pickle_value *value)
{
    *value = (struct gfla_pickle_value){.kind = kind};
    return gfla_pickle_alloc(heap, sizeof *value->items, &value->items);
}

gfla_status gfla_pickle_append(struct gfla_pickle_heap *heap, struct gfla_pickle_items *items,
                               const struct gfla_pickle_value *values, size_t n)
{
    gfla_status status = GFLA_OK;

    if (items->count + n > items->capacity) {
        const size_t doubled = 2 * items->capacity;
        const size_t capacity = doubled > items->count + n ? doubled : items->count + n;
        struct gfla_pickle_value *grown = NULL;

        TRY(gfla_pickle_alloc(heap, capacity * sizeof *grown, &grown));
        if (items->count > 0)
            memcpy(grown, items->values, items->count * sizeof *grown);
        items->values = grown;
        items->capacity = capacity;
    }
    if (n > 0)
        memcpy(items->values + items->count, values, n * sizeof *values);
    items->count += n;
fail:
    return status;
}

const char *gfla_pickle_kind_name(enum gfla_pickle_kind kind)
{
    static const char *const names[GFLA_PICKLE_COUNT] = {
        [GFLA_PICKLE_NONE] = "None",         [GFLA_PICKLE_BOOL] = "a truth value", [GFLA_PICKLE_INT] = "a whole number",
        [GFLA_PICKLE_FLOAT] = "a number",    [GFLA_PICKLE_TEXT] = "a text",        [GFLA_PICKLE_TUPLE] = "a tuple",
        [GFLA_PICKLE_LIST] = "a list",       [GFLA_PICKLE_DICT] = "a dictionary",  [GFLA_PICKLE_NAME] = "a name",
        [GFLA_PICKLE_STORAGE] = "a storage", [GFLA_PICKLE_TENSOR] = "a tensor",    [GFLA_PICKLE_MARK] = "a mark",
    };

    return names[kind];
}

const struct gfla_pickle_value *gfla_pickle_find(const struct gfla_pickle_value *dict, const char *key)
{
    const struct gfla_pickle_value *found = NULL;

    if (dict->kind != GFLA_PICKLE_DICT)
        return NULL;
    for (size_t i = 0; i + 1 < dict->items->count; i += 2) {
        const struct gfla_pickle_value *entry = dict->items->values + i;

        if (entry->kind != GFLA_PICKLE_TEXT || strcmp(entry->text, key) != 0)
            continue;
        if (found)
            return NULL;
        found = entry + 1;
    }
    return found;
}
