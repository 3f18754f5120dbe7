/* ops/conv_tile_weights.cl - the weight gradient of a convolution by register tiles.
 *
 * d_weights[oc][ic][ky][kx] = sum over n, y, x of d_dst[n][oc][y][x] * src[n][ic][y*stride + ky - pad][x*stride + kx -
 * pad]
 * conv_tile_weights  one block of 16 output channels x NJ vectors of 16 source channels x some rows of taps in one
 *                    work-item; global {output blocks, ranges, (block group, group of ky, tap group)}
 *                    d_parts [ranges][oc][ic][kh][kw]
 * Ranges are added by conv_tile_weights_sum.cl.
 *
 * src, d_dst are BLOCKED. A register tile holds NB output channels x NJ source vectors: a source vector serves NB
 * products and a broadcast value of d_dst serves NJ, so that loads do not bind. The tiles of a work-item take turns on
 * a chunk of rows that stays in the cache, and wait in private memory meanwhile. PADDING is a build option, so that
 * taps near the ends are found cheaply. */
#include "shared/conv.h"
#include "shared/conv_tile_weights.h"
#include "shared/one_item.h"

#ifndef NB
#define NB 8
#endif
#ifndef NJ
#define NJ 3
#endif
#ifndef PADDING
#define PADDING GFLA_CONV_PAD_ZERO
#endif
#define LANES 16
#define TILE (NB * NJ)
#define UNROLL _Pragma("unroll")

/* One pixel: the outer product of NB channels of d_dst and NJ source vectors. */
static inline void multiply(float16 c[NB][NJ], const float16 v[NJ], __global const float *d)
{
    UNROLL for (int b = 0; b < NB; b++)
    {
        const float16 a = (float16)(d[b]);
        UNROLL for (int j = 0; j < NJ; j++) c[b][j] = fma(a, v[j], c[b][j]);
    }
}

/* Where a tile reads src. */
struct window {
    int kx;         /* first tap in a row */
    int taps;       /* positions that its vectors take in a row: NJ, or 1 */
    int at[NJ];     /* where its vectors lie, in floats from the first */
    int first, end; /* columns of d_dst all of whose taps lie inside the source */
};

static int divide_up(int a, int b)
{
    return a > 0 ? (a + b - 1) / b : 0;
}

/* last_block: the last block of source channels, counted from the item's own; vectors past it read it again and are
 * not stored. */
static void find_window(const struct gfla_conv *g, const struct gfla_conv_tile_weights *t, int tap_group,
                        int last_block, struct window *w)
{
    w->kx = tap_group * (t->along_taps ? NJ : 1);
    w->taps = t->along_taps ? NJ : 1;
    for (int j = 0; j < NJ; j++)
        w->at[j] = t->along_taps ? j * LANES : min(j, last_block) * g->ih * g->iw * LANES;
    w->first = min(divide_up(g->pad - w->kx, g->stride), g->ow);
    w->end = max(min(divide_up(g->iw - w->kx - w->taps + 1 + g->pad, g->stride), g->ow), w->first);
}

/* Columns first..end-1 of one row near its ends: each tap is looked up. */
static void add_ends(float16 c[NB][NJ], const struct gfla_conv *g, const struct window *w, int first, int end,
                     __global const float *src, __global const float *d)
{
    for (int x = first; x < end; x++) {
        float16 v[NJ];
        UNROLL for (int j = 0; j < NJ; j++)
        {
            const int along = w->taps > 1;
            const int sx = gfla_conv_index(x * g->stride + w->kx + (along ? j : 0) - g->pad, g->iw, PADDING);
            v[j] = sx < 0 ? (float16)(0.f) : vload16(sx, src + (along ? 0 : w->at[j]));
        }
        multiply(c, v, d + x * LANES);
    }
}

static void add_inside(float16 c[NB][NJ], const struct gfla_conv *g, const struct window *w, __global const float *src,
                       __global const float *d)
{
    __global const float *s = src + (w->first * g->stride + w->kx - g->pad) * LANES;
    d += w->first * LANES;
    for (int x = w->first; x < w->end; x++, s += g->stride * LANES, d += LANES) {
        float16 v[NJ];
        UNROLL for (int j = 0; j < NJ; j++) v[j] = vload16(0, s + w->at[j]);
        multiply(c, v, d);
    }
}

/* Adds rows first..end-1 of d_dst (counted through all images) to one tile: output channels from oc on, source block
 * `block`, taps of row ky. */
static void add_rows(float16 *tile, const struct gfla_conv *g, const struct window *w, int oc, int block, int ky,
                     int first, int end, __global const float *src, __global const float *d_dst)
{
    const int ic_blocks = (g->ic + LANES - 1) / LANES, oc_blocks = (g->oc + LANES - 1) / LANES;
    float16 c[NB][NJ];
    UNROLL for (int b = 0; b < NB; b++) UNROLL for (int j = 0; j < NJ; j++) c[b][j] = tile[b * NJ + j];
    int n = first / g->oh, y = first % g->oh - 1;
    for (int row = first; row < end; row++) {
        if (++y == g->oh) {
            y = 0;
            n++;
        }
        const int sy = gfla_conv_index(y * g->stride + ky - g->pad, g->ih, PADDING);
        if (sy < 0)
            continue;
        __global const float *s = src + ((size_t)(n * ic_blocks + block) * g->ih + sy) * g->iw * LANES;
        __global const float *d =
            d_dst + ((size_t)(n * oc_blocks + oc / LANES) * g->oh + y) * g->ow * LANES + oc % LANES;
        add_inside(c, g, w, s, d);
        if (PADDING == GFLA_CONV_PAD_ZERO && w->taps == 1)
            continue; /* the ends of a single tap are zeros */
        add_ends(c, g, w, 0, w->first, s, d);
        add_ends(c, g, w, w->end, g->ow, s, d);
    }
    UNROLL for (int b = 0; b < NB; b++) UNROLL for (int j = 0; j < NJ; j++) tile[b * NJ + j] = c[b][j];
}

static void store(const float16 *tile, const struct gfla_conv *g, const struct window *w, int oc, int ic, int ky,
                  __global float *d_weights)
{
    for (int b = 0; b < NB && oc + b < g->oc; b++)
        for (int j = 0; j < NJ; j++) {
            const int kx = w->kx + (w->taps > 1 ? j : 0), first = ic + (w->taps > 1 ? 0 : j * LANES);
            const int end = kx < g->kw ? min(LANES, g->ic - first) : 0;
            __global float *d = d_weights + (((size_t)(oc + b) * g->ic + first) * g->kh + ky) * g->kw + kx;
            float lanes[LANES];
            vstore16(tile[b * NJ + j], 0, lanes);
            for (int lane = 0; lane < end; lane++)
                d[lane * g->kh * g->kw] = lanes[lane];
        }
}

__kernel ONE_ITEM void conv_tile_weights(const struct gfla_conv g, const struct gfla_conv_tile_weights t,
                                         __global const float *restrict src, __global const float *restrict d_dst,
                                         __global float *restrict d_parts)
{
    const int oc = (int)get_global_id(0) * LANES, range = (int)get_global_id(1), item = (int)get_global_id(2);
    const int ky_groups = (g.kh + t.ky_per_item - 1) / t.ky_per_item;
    const int ky0 = item / t.tap_groups % ky_groups * t.ky_per_item, n_ky = min(t.ky_per_item, g.kh - ky0);
    const int block = item / t.tap_groups / ky_groups * (t.along_taps ? 1 : NJ);
    const int parts = (min(LANES, g.oc - oc) + NB - 1) / NB; /* tiles side by side in the output block */
    struct window w;
    find_window(&g, &t, item % t.tap_groups, (g.ic + LANES - 1) / LANES - 1 - block, &w);
    const int rows = g.n * g.oh, end = (int)((long)rows * (range + 1) / t.ranges);
    float16 tiles[GFLA_CONV_TILE_WEIGHTS_VECTORS];
    for (int i = 0; i < n_ky * parts * TILE; i++)
        tiles[i] = 0.f;
    for (int row = (int)((long)rows * range / t.ranges); row < end; row += t.chunk_rows)
        for (int i = 0; i < n_ky * parts; i++)
            add_rows(tiles + i * TILE, &g, &w, oc + i % parts * NB, block, ky0 + i / parts, row,
                     min(row + t.chunk_rows, end), src, d_dst);
    __global float *d_part = d_parts + (size_t)range * g.oc * g.ic * g.kh * g.kw;
    for (int i = 0; i < n_ky * parts; i++)
        store(tiles + i * TILE, &g, &w, oc + i % parts * NB, block * LANES, ky0 + i / parts, d_part);
}
