#include "graph/blocked.h"

#include <string.h>

#include "graph/graph.h"

/* Pixels that are moved at a time: their lanes stay in the cache while channel after channel takes its own. */
#define TILE 16

/* One block of one image: up to 16 channels of `area` values, and the same as pixels of 16 lanes. */
struct block {
    int64_t plain, blocked; /* where they begin */
    int64_t area;
    int channels;
};

static int64_t count_blocks(const struct gfla_shape *shape)
{
    return shape->dim[0] * ((shape->dim[1] + GFLA_LANES - 1) / GFLA_LANES);
}

static struct block find_block(const struct gfla_shape *shape, int64_t index)
{
    const int64_t *d = shape->dim, area = d[2] * d[3], per_image = (d[1] + GFLA_LANES - 1) / GFLA_LANES;
    const int64_t first = index % per_image * GFLA_LANES, left = d[1] - first;
    return (struct block){.plain = (index / per_image * d[1] + first) * area,
                          .blocked = index * area * GFLA_LANES,
                          .area = area,
                          .channels = (int)(left < GFLA_LANES ? left : GFLA_LANES)};
}

static int64_t tile_end(const struct block *b, int64_t first)
{
    return first + TILE < b->area ? first + TILE : b->area;
}

static void fill_block(const struct block *b, const float *plain, float *blocked)
{
    for (int64_t first = 0; first < b->area; first += TILE) {
        const int64_t end = tile_end(b, first);
        memset(blocked + first * GFLA_LANES, 0, (size_t)((end - first) * GFLA_LANES) * sizeof *blocked);
        for (int c = 0; c < b->channels; c++)
            for (int64_t i = first; i < end; i++)
                blocked[i * GFLA_LANES + c] = plain[c * b->area + i];
    }
}

static void take_block(const struct block *b, const float *blocked, float *plain)
{
    for (int64_t first = 0; first < b->area; first += TILE)
        for (int c = 0; c < b->channels; c++)
            for (int64_t i = first, end = tile_end(b, first); i < end; i++)
                plain[c * b->area + i] = blocked[i * GFLA_LANES + c];
}

void gfla_block_values(const struct gfla_shape *shape, const float *plain, float *blocked)
{
    for (int64_t i = 0; i < count_blocks(shape); i++) {
        const struct block b = find_block(shape, i);
        fill_block(&b, plain + b.plain, blocked + b.blocked);
    }
}

void gfla_unblock_values(const struct gfla_shape *shape, const float *blocked, float *plain)
{
    for (int64_t i = 0; i < count_blocks(shape); i++) {
        const struct block b = find_block(shape, i);
        take_block(&b, blocked + b.blocked, plain + b.plain);
    }
}
