/* shared/conv_winograd_gradient.h - the parts of the weight gradient by Winograd's minimal filtering, which one kernel
 * runs in local memory and the form in steps in global memory (device side only). SCRATCH is that address space. */
#ifndef GFLA_SHARED_CONV_WINOGRAD_GRADIENT_H
#define GFLA_SHARED_CONV_WINOGRAD_GRADIENT_H

#include "shared/conv_winograd_tile.h"

#define HALF (LANES / 2) /* source channels of one register tile */
#define TILES_UNROLLED 4 /* a divisor of ROWS */

/* One tile of one block of d_dst; its value at point p goes to z + p * step. */
static inline void transform_d_dst(const struct gfla_conv_winograd *w, const struct tile *t,
                                   __global const float16 *plane, SCRATCH float16 *z, int step)
{
    float16 columns[SPAN][TILE], line[TILE], o[SPAN];
    UNROLL for (int j = 0; j < TILE; j++)
    {
        UNROLL for (int i = 0; i < TILE; i++)
        {
            const int inside = t->y + i < w->dst_h && t->x + j < w->dst_w;
            line[i] = inside ? plane[(t->y + i) * w->dst_w + t->x + j] : (float16)(0.f);
        }
        winograd_d_dst(line, o);
        UNROLL for (int i = 0; i < SPAN; i++) columns[i][j] = o[i];
    }
    UNROLL for (int i = 0; i < SPAN; i++)
    {
        winograd_d_dst(columns[i], o);
        UNROLL for (int j = 0; j < SPAN; j++) z[(i * SPAN + j) * step] = o[j];
    }
}

/* The same for tile `index` of all and block `block`, of which there may be none: then the gradient is zero. */
static inline void transform_d_dst_of(const struct gfla_conv_winograd *w, int index, int block,
                                      __global const float *d_dst, SCRATCH float16 *z, int step)
{
    const int dst_blocks = divide_up(w->dst_c, LANES);
    const struct tile t = find_tile(w, index);
    if (block < dst_blocks && index < n_tiles(w)) {
        transform_d_dst(
            w, &t, (__global const float16 *)d_dst + (size_t)(t.n * dst_blocks + block) * w->dst_h * w->dst_w, z, step);
    } else {
        for (int p = 0; p < POINTS; p++)
            z[p * step] = 0.f;
    }
}

/* v [n][16], of which HALF channels, times z [n][NV*16], summed over n: u [HALF][NV*16]. */
static inline void add_products(SCRATCH const float *v, SCRATCH const float16 *z, int n, int is_first,
                                __global float16 *u)
{
    float16 c[HALF][NV];
    UNROLL for (int i = 0; i < HALF; i++) UNROLL for (int j = 0; j < NV; j++) c[i][j] =
        is_first ? (float16)(0.f) : u[i * NV + j];
    for (int t = 0; t < n; t += TILES_UNROLLED, v += TILES_UNROLLED * LANES, z += TILES_UNROLLED * NV)
        UNROLL for (int k = 0; k < TILES_UNROLLED; k++) UNROLL for (int i = 0; i < HALF; i++)
        {
            const float16 a = (float16)(v[k * LANES + i]);
            UNROLL for (int j = 0; j < NV; j++) c[i][j] = fma(a, z[k * NV + j], c[i][j]);
        }
    UNROLL for (int i = 0; i < HALF; i++) UNROLL for (int j = 0; j < NV; j++) u[i * NV + j] = c[i][j];
}

/* The sum of u over `ranges` ranges, which are `distance` apart, in order. */
static inline float16 sum_ranges(__global const float16 *u, int ranges, size_t distance)
{
    float16 sum = u[0];
    for (int r = 1; r < ranges; r++)
        sum += u[r * distance];
    return sum;
}

/* GT u G for 16 output channels and one source channel; its value at point p is the sum of what is read from
 * u + p * step. */
static inline void transform_d_weights(__global const float16 *u, int step, int ranges, size_t distance,
                                       float d_taps[TAPS * TAPS][LANES])
{
    float16 rows[TAPS][SPAN], line[SPAN], o[TAPS];
    UNROLL for (int j = 0; j < SPAN; j++)
    {
        UNROLL for (int i = 0; i < SPAN; i++) line[i] = sum_ranges(u + (size_t)(i * SPAN + j) * step, ranges, distance);
        winograd_d_weights(line, o);
        UNROLL for (int i = 0; i < TAPS; i++) rows[i][j] = o[i];
    }
    UNROLL for (int i = 0; i < TAPS; i++)
    {
        winograd_d_weights(rows[i], o);
        UNROLL for (int j = 0; j < TAPS; j++) vstore16(o[j], 0, d_taps[i * TAPS + j]);
    }
}

/* A block of 16 output channels and a block of src: from u, as the products leave it, to d_weights [oc][ic][3][3]. */
static inline void store_d_weights(const struct gfla_conv_winograd *w, int lane_block, int block, int ranges,
                                   __global const float16 *u, __global float *d_weights)
{
    const int k_all = divide_up(w->src_c, LANES) * LANES, point = w->groups * k_all * NV;
    const int n_ic = min(LANES, w->src_c - block * LANES), n_oc = min(LANES, w->dst_c - lane_block * LANES);
    __global const float16 *in = u + ((size_t)(lane_block / NV) * k_all + block * LANES) * NV + lane_block % NV;
    float d_taps[LANES][TAPS * TAPS][LANES];
    for (int k = 0; k < n_ic; k++)
        transform_d_weights(in + k * NV, point, ranges, (size_t)POINTS * point, d_taps[k]);
    for (int lane = 0; lane < n_oc; lane++) {
        __global float *d = d_weights + ((size_t)(lane_block * LANES + lane) * w->src_c + block * LANES) * TAPS * TAPS;
        for (int k = 0; k < n_ic; k++)
            for (int tap = 0; tap < TAPS * TAPS; tap++)
                d[k * TAPS * TAPS + tap] = d_taps[k][tap][lane];
    }
}

#endif
