/* shared/conv_moments.h - the moments of what a work-item of a convolution stores (device side only); see
 * shared/moments.h.
 *
 * Around the loop that stores tiles of TILE x TILE results of one block of channels:
 *   begin_moments; after each tile, where share->slots, add_moments; end_moments
 * The tile is read back from dst, where it has just been written: what is summed up is what a norm would read, whatever
 * bias, residual or activation came before. */
#ifndef GFLA_SHARED_CONV_MOMENTS_H
#define GFLA_SHARED_CONV_MOMENTS_H

#include "shared/moments.h"

struct item_moments {
    const struct gfla_moments_share *share;
    __global float *parts;
    int item, blocks; /* which work-item this is; blocks of channels of dst */
    int block, pass;
    int image; /* of the tiles found so far; -1: there are none */
    struct moments found;
};

static inline void begin_moments(struct item_moments *m, int block, int pass)
{
    m->block = block;
    m->pass = pass;
    m->image = -1;
    m->found = no_moments();
}

static inline void end_moments(const struct item_moments *m)
{
    if (m->image < 0)
        return;
    const int slot = m->item - gfla_moments_first_item(m->share, m->image), plane = m->image * m->blocks + m->block;
    store_moments(m->found, m->parts, (plane * m->share->slots + slot) * m->share->passes + m->pass, 0);
}

/* rows x columns vectors from v on, at distances of `down` and `right`; two passes, because the first-level cache has
 * them. */
static inline struct moments tile_moments(__global const float16 *v, int rows, int columns, int down, int right)
{
    const float count = (float)(rows * columns);
    float16 sum = 0.0f, squares = 0.0f;
    for (int y = 0; y < rows; y++) {
        float16 row = v[y * down];
        for (int x = 1; x < columns; x++)
            row += v[y * down + x * right];
        sum += row;
    }
    const float16 mean = sum * (1.0f / count);
    for (int y = 0; y < rows; y++) {
        float16 row = 0.0f;
        for (int x = 0; x < columns; x++) {
            const float16 off = v[y * down + x * right] - mean;
            row = fma(off, off, row);
        }
        squares += row;
    }
    const struct moments m = {mean, squares, count};
    return m;
}

/* A tile of `image` from vector `at` of dst on, of which rows x columns lie inside, if any. */
static inline void add_moments(struct item_moments *m, int image, __global const float *dst, size_t at, int rows,
                               int columns, int down, int right)
{
    __global const float16 *v = (__global const float16 *)dst + at;
    if (image != m->image) {
        end_moments(m);
        m->image = image;
        m->found = no_moments();
    }
    if (rows >= TILE && columns >= TILE)
        m->found = merged(m->found, tile_moments(v, TILE, TILE, down, right));
    else if (rows > 0 && columns > 0)
        m->found = merged(m->found, tile_moments(v, min(rows, TILE), min(columns, TILE), down, right));
}

#endif
