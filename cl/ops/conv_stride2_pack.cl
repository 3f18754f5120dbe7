/* ops/conv_stride2_pack.cl - weights of ops/conv_stride2.cl, transformed; see shared/conv_stride2.h.
 *
 * conv_stride2_pack  weights and bias to the order in which the others read them; global {lane blocks of dst, blocks of
 *                    src}
 *
 * Build options TAPS: 3 or 4; TILE: 2 or 4; NV: 1 or 2. */
#include "shared/conv.h"
#include "shared/conv_stride2.h"
#include "shared/winograd_taps2.h"

#ifndef TAPS
#define TAPS 4
#endif
#ifndef NV
#define NV 2
#endif
#define LANES 16

/* Tap (ky, kx) of 16 dst channels for one src channel; zeros where there is none. */
static inline float16 load_tap(const struct gfla_conv *g, int transposed, __global const float *weights, int lane0,
                               int k, int ky, int kx)
{
    float v[LANES];
    for (int i = 0; i < LANES; i++) {
        const int oc = transposed ? k : lane0 + i, ic = transposed ? lane0 + i : k;
        const int inside = ky >= 0 && kx >= 0 && oc < g->oc && ic < g->ic;
        v[i] = inside ? weights[(((size_t)oc * g->ic + ic) * TAPS + ky) * TAPS + kx] : 0.f;
    }
    return vload16(0, v);
}

/* All points of one phase, [point y][point x]. */
static void transform_weights(const struct gfla_conv *g, int transposed, __global const float *weights, int lane0,
                              int k, int phase, float16 *points)
{
    float16 rows[2][POINTS], column[POINTS];
    for (int t = 0; t < 2; t++) {
        const int ky = gfla_conv_stride2_tap(TAPS, transposed, phase / 2, t);
        const int kx0 = gfla_conv_stride2_tap(TAPS, transposed, phase % 2, 0),
                  kx1 = gfla_conv_stride2_tap(TAPS, transposed, phase % 2, 1);
        transform_taps(load_tap(g, transposed, weights, lane0, k, ky, kx0),
                       load_tap(g, transposed, weights, lane0, k, ky, kx1), rows[t]);
    }
    for (int x = 0; x < POINTS; x++) {
        transform_taps(rows[0][x], rows[1][x], column);
        for (int y = 0; y < POINTS; y++)
            points[y * POINTS + x] = column[y];
    }
}

/* weights [oc][ic][TAPS][TAPS]; transposed: lanes are ic and the reduction is over oc. */
__kernel void conv_stride2_pack(const struct gfla_conv g, const int transposed, const int has_bias,
                                __global const float *restrict weights, __global const float *restrict bias,
                                __global float *restrict packed)
{
    const int lane_block = (int)get_global_id(0), block = (int)get_global_id(1);
    const int lane_blocks = (int)get_global_size(0), blocks = (int)get_global_size(1);
    const int groups = lane_blocks / NV, group = lane_block / NV, n_lanes = transposed ? g.ic : g.oc;
    for (int phase = 0; phase < 4; phase++) {
        const int ny = gfla_conv_stride2_points(TILE, TAPS, transposed, phase / 2);
        const int nx = gfla_conv_stride2_points(TILE, TAPS, transposed, phase % 2);
        const size_t before =
            (size_t)gfla_conv_stride2_points_before(TILE, TAPS, transposed, phase) * groups + (size_t)group * ny * nx;
        for (int k = 0; k < LANES; k++) {
            float16 points[POINTS * POINTS];
            transform_weights(&g, transposed, weights, lane_block * LANES, block * LANES + k, phase, points);
            for (int p = 0; p < ny * nx; p++) {
                const size_t row = ((before + p) * blocks + block) * LANES + k;
                vstore16(points[p / nx * POINTS + p % nx], row * NV + lane_block % NV,
                         packed + GFLA_CONV_STRIDE2_BIAS + lane_blocks * LANES);
            }
        }
    }
    for (int lane = 0; lane < LANES && block == 0; lane++) {
        const int c = lane_block * LANES + lane;
        packed[GFLA_CONV_STRIDE2_BIAS + c] = has_bias && c < n_lanes ? bias[c] : 0.f;
        if (c < GFLA_CONV_STRIDE2_BIAS)
            packed[c] = 0.f;
    }
}
