/* shared/conv_winograd_tile.h - the parts of a Winograd convolution, which the fused kernel runs one after the other in
 * local memory and the three-kernel form in global memory (device side only). SCRATCH is that address space. */
#ifndef GFLA_SHARED_CONV_WINOGRAD_TILE_H
#define GFLA_SHARED_CONV_WINOGRAD_TILE_H

#include "shared/conv.h"
#include "shared/conv_epilogue.h"
#include "shared/conv_prologue.h"
#include "shared/conv_winograd.h"
#include "shared/prefetch.h"
#include "shared/winograd.h"

#ifndef NV
#define NV 2
#endif
#ifndef SCRATCH
#define SCRATCH __global
#endif
#define LANES 16
#define ROWS GFLA_WINOGRAD_ROWS
#define K_UNROLLED 4 /* source channels in one turn of the product's loop; a divisor of LANES */

static inline int divide_up(int a, int b)
{
    return (a + b - 1) / b;
}

static inline int n_tiles(const struct gfla_conv_winograd *w)
{
    return w->n * w->tiles_h * w->tiles_w;
}

struct tile {
    int n, y, x; /* image, first row and column of dst */
};

/* Tiles past the last one repeat it; they are not stored. */
static inline struct tile find_tile(const struct gfla_conv_winograd *w, int index)
{
    const int i = min(index, n_tiles(w) - 1);
    const struct tile t = {i / w->tiles_w / w->tiles_h, i / w->tiles_w % w->tiles_h * TILE, i % w->tiles_w * TILE};
    return t;
}

/* For each source pixel of a tile: the float of src where its first channel lies; negative: a zero. */
static inline void locate_src(const struct gfla_conv_winograd *w, const struct tile *t, int at[POINTS])
{
    const int first_row = t->n * divide_up(w->src_c, LANES) * w->src_h;
    int column[SPAN];
    for (int j = 0; j < SPAN; j++)
        column[j] = gfla_conv_index(t->x + w->origin + j, w->src_w, w->padding);
    for (int i = 0; i < SPAN; i++) {
        const int row = gfla_conv_index(t->y + w->origin + i, w->src_h, w->padding);
        UNROLL for (int j = 0; j < SPAN; j++) at[i * SPAN + j] =
            row < 0 || column[j] < 0 ? -1 : ((first_row + row) * w->src_w + column[j]) * LANES;
    }
}

/* One tile of one source block, prepared unless `before` is null; its value at point p goes to v + p * step. */
static inline void transform_prepared(const int at[POINTS], __global const float *block, const struct prologue *before,
                                      SCRATCH float16 *v, int step)
{
    float16 t[SPAN][SPAN], line[SPAN], o[SPAN];
    LOOP for (int j = 0; j < SPAN; j++)
    {
        UNROLL for (int i = 0; i < SPAN; i++)
        {
            const int a = at[i * SPAN + j];
            line[i] = 0.f;
            if (a >= 0)
                line[i] = vload16(0, block + a);
            if (before && a >= 0)
                line[i] = prepare(before, line[i]);
        }
        winograd_src(line, o);
        UNROLL for (int i = 0; i < SPAN; i++) t[i][j] = o[i];
    }
    LOOP for (int i = 0; i < SPAN; i++)
    {
        winograd_src(t[i], o);
        UNROLL for (int j = 0; j < SPAN; j++) v[(i * SPAN + j) * step] = o[j];
    }
}

/* The same for block `plane` of the source, counted through all images. Without a prologue it is not paid for. */
static inline void transform_src(const int at[POINTS], __global const float *block, const struct gfla_conv_prologue *p,
                                 __global const float *norm, int plane, SCRATCH float16 *v, int step)
{
    if (p->has_norm || p->slope != 1.f) {
        const struct prologue before = load_prologue(p, norm, plane);
        transform_prepared(at, block, &before, v, step);
    } else {
        transform_prepared(at, block, 0, v, step);
    }
}

/* At one point: `points` [block of src][ROWS tiles][16] times u [16 * blocks][NV*16] is m [ROWS][NV*16]. Meanwhile
 * weights that are used later are asked for: a cache line from `later` on for each source channel, `stride` floats
 * apart. */
static inline void multiply(SCRATCH const float16 *points, __global const float *u, int blocks, SCRATCH float16 *m,
                            __global const float *later, int stride)
{
    SCRATCH const float *v = (SCRATCH const float *)points;
    float16 c[ROWS][NV];
    UNROLL for (int i = 0; i < ROWS; i++) UNROLL for (int j = 0; j < NV; j++) c[i][j] = 0.f;
    for (int block = 0; block < blocks; block++, v += (ROWS - 1) * LANES)
        for (int part = 0; part < LANES / K_UNROLLED; part++, v += K_UNROLLED, u += K_UNROLLED * NV * LANES)
            UNROLL for (int k = 0; k < K_UNROLLED; k++)
            {
                float16 b[NV];
                UNROLL for (int j = 0; j < NV; j++) b[j] = vload16(k * NV + j, u);
                PREFETCH_LATER(later);
                later += stride;
                UNROLL for (int i = 0; i < ROWS; i++)
                {
                    const float16 a = (float16)(v[i * LANES + k]);
                    UNROLL for (int j = 0; j < NV; j++) c[i][j] = fma(a, b[j], c[i][j]);
                }
            }
    UNROLL for (int i = 0; i < ROWS; i++) UNROLL for (int j = 0; j < NV; j++) m[i * NV + j] = c[i][j];
}

/* Where results go, and what is done with them before; plane: the vector of dst where the block begins. */
struct store {
    const struct gfla_conv_epilogue *epilogue;
    __global const float *residual;
    __global float *dst;
    size_t plane;
};

/* One tile of one block of dst: its product at point p is read from m + p * step. */
static inline void transform_dst(const struct gfla_conv_winograd *w, const struct tile *t, SCRATCH const float16 *m,
                                 int step, float16 bias, const struct store *to)
{
    float16 columns[TILE][SPAN], line[SPAN], o[TILE];
    LOOP for (int j = 0; j < SPAN; j++)
    {
        UNROLL for (int i = 0; i < SPAN; i++) line[i] = m[(i * SPAN + j) * step];
        winograd_dst(line, o);
        UNROLL for (int i = 0; i < TILE; i++) columns[i][j] = o[i];
    }
    LOOP for (int i = 0; i < TILE; i++)
    {
        winograd_dst(columns[i], o);
        UNROLL for (int j = 0; j < TILE; j++)
        {
            const size_t at = to->plane + (t->y + i) * w->dst_w + t->x + j;
            if (t->y + i < w->dst_h && t->x + j < w->dst_w)
                ((__global float16 *)to->dst)[at] = finish(to->epilogue, to->residual, at, o[j] + bias);
        }
    }
}

/* The tiles of one block of ROWS that are stored. */
static inline int tiles_of(const struct gfla_conv_winograd *w, int tile_block)
{
    return min(ROWS, n_tiles(w) - tile_block * ROWS);
}

/* The vector of dst where block b begins for the image of a tile. */
static inline size_t dst_plane(const struct gfla_conv_winograd *w, const struct tile *t, int b)
{
    return (size_t)(t->n * divide_up(w->dst_c, LANES) + b) * w->dst_h * w->dst_w;
}

#endif
