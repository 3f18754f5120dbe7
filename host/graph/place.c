#include "graph/place.h"

#include <stdlib.h>

#include "base/memory.h"

static int by_size(const void *a, const void *b)
{
    const struct gfla_place *x = *(struct gfla_place *const *)a, *y = *(struct gfla_place *const *)b;
    if (x->size != y->size)
        return x->size < y->size ? 1 : -1;
    return x->first != y->first ? (x->first < y->first ? -1 : 1) : (x < y ? -1 : 1);
}

static int by_offset(const void *a, const void *b)
{
    const struct gfla_place *x = *(struct gfla_place *const *)a, *y = *(struct gfla_place *const *)b;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* The lowest offset in `chunk` at which `item` overlaps none of the placed items that live at the same time. */
static size_t lowest_free(const struct gfla_place *item, struct gfla_place *const *placed, size_t n_placed, int chunk,
                          struct gfla_place **neighbours)
{
    size_t n = 0, offset = 0;
    for (size_t i = 0; i < n_placed; i++)
        if (placed[i]->chunk == chunk && placed[i]->first <= item->last && item->first <= placed[i]->last)
            neighbours[n++] = placed[i];
    qsort(neighbours, n, sizeof *neighbours, by_offset);
    for (size_t i = 0; i < n; i++) {
        if (neighbours[i]->offset >= offset + item->size)
            break;
        if (neighbours[i]->offset + neighbours[i]->size > offset)
            offset = neighbours[i]->offset + neighbours[i]->size;
    }
    return offset;
}

gfla_status gfla_place_all(struct gfla_place *items, size_t n_items, size_t alignment, size_t limit,
                           size_t **chunk_sizes, size_t *n_chunks)
{
    gfla_status status;
    struct gfla_place **order = NULL, **neighbours = NULL;
    size_t capacity = 0;
    *chunk_sizes = NULL;
    *n_chunks = 0;
    TRY(gfla_calloc(&order, n_items + 1, sizeof *order, "a memory plan"));
    TRY(gfla_calloc(&neighbours, n_items + 1, sizeof *neighbours, "a memory plan"));
    for (size_t i = 0; i < n_items; i++) {
        items[i].size = (items[i].size + alignment - 1) / alignment * alignment;
        REQUIRE(items[i].size <= limit, GFLA_ERROR_MEMORY,
                "one activation needs %zu MiB, the device allocates at most %zu MiB at once. hint: a smaller image, "
                "batch or width",
                items[i].size >> 20, limit >> 20);
        order[i] = &items[i];
    }
    qsort(order, n_items, sizeof *order, by_size);
    for (size_t i = 0; i < n_items; i++) {
        struct gfla_place *item = order[i];
        for (item->chunk = 0;; item->chunk++) {
            if ((size_t)item->chunk == *n_chunks) {
                TRY(gfla_grow(chunk_sizes, &capacity, *n_chunks + 1, sizeof **chunk_sizes, "a memory plan"));
                (*chunk_sizes)[(*n_chunks)++] = 0;
            }
            item->offset = lowest_free(item, order, i, item->chunk, neighbours);
            if (item->offset + item->size <= limit)
                break;
        }
        if (item->offset + item->size > (*chunk_sizes)[item->chunk])
            (*chunk_sizes)[item->chunk] = item->offset + item->size;
    }
    status = GFLA_OK;
fail:
    free(order);
    free(neighbours);
    return status;
}
