/* ops/conv_stride2_pack.cl - weights of ops/conv_stride2.cl, transformed; see shared/conv_stride2.h.
 *
 * conv_stride2_pack  weights and bias to the order in which the others read them; global {lane blocks of dst, blocks of
 *                    src}
 *
 * g.kh is 3 or 4, nv the vectors of a group of dst: 1 or 2. Build option TILE: 2 or 4. Loops are not written out: most
 * of the time of such a kernel passes in its first run, with the compiler. */
#include "shared/conv_stride2.h"
#include "shared/conv_taps.h"
#include "shared/one_item.h"
#include "shared/winograd_taps2.h"

#define LANES 16
#define MOST_TAPS 16

/* The kernel of one channel of the reduction, n x n taps of 16 lanes. */
struct kernel_taps {
    int n, transposed;
    const float16 *at;
};

static inline float16 tap_at(const struct kernel_taps *k, int ky, int kx)
{
    return ky >= 0 && kx >= 0 ? k->at[ky * k->n + kx] : (float16)(0.f);
}

/* All points of one phase, [point y][point x]. */
static inline void transform_weights(const struct kernel_taps *k, int phase, float16 *points)
{
    float16 rows[2][POINTS], column[POINTS];
    for (int t = 0; t < 2; t++) {
        const int ky = gfla_conv_stride2_tap(k->n, k->transposed, phase / 2, t);
        const int kx0 = gfla_conv_stride2_tap(k->n, k->transposed, phase % 2, 0),
                  kx1 = gfla_conv_stride2_tap(k->n, k->transposed, phase % 2, 1);
        transform_taps(tap_at(k, ky, kx0), tap_at(k, ky, kx1), rows[t]);
    }
    for (int x = 0; x < POINTS; x++) {
        transform_taps(rows[0][x], rows[1][x], column);
        for (int y = 0; y < POINTS; y++)
            points[y * POINTS + x] = column[y];
    }
}

/* One phase of all groups, of which this is one, for sixteen channels: `to` is where its first point has the first of
 * them; the others follow at distances of nv, and other points at those of `step`. */
static inline void store_phase(const struct kernel_taps *k, int phase, int groups, int group, int nv, size_t step,
                               __global float16 *to)
{
    const int ny = gfla_conv_stride2_points(TILE, k->n, k->transposed, phase / 2);
    const int nx = gfla_conv_stride2_points(TILE, k->n, k->transposed, phase % 2);
    const size_t first =
        (size_t)gfla_conv_stride2_points_before(TILE, k->n, k->transposed, phase) * groups + (size_t)group * ny * nx;
    float16 points[LANES][POINTS * POINTS];
    ONE_BY_ONE for (int i = 0; i < LANES; i++)
    {
        const struct kernel_taps one = {k->n, k->transposed, k->at + i * k->n * k->n};
        transform_weights(&one, phase, points[i]);
    }
    ONE_BY_ONE for (int y = 0; y < ny; y++) ONE_BY_ONE for (int x = 0; x < nx; x++) for (int i = 0; i < LANES; i++)
        to[(first + y * nx + x) * step + i * nv] = points[i][y * POINTS + x];
}

/* weights [oc][ic][kh][kh]; transposed: lanes are ic and the reduction is over oc. */
__kernel ONE_ITEM void conv_stride2_pack(const struct gfla_conv g, const int transposed, const int has_bias,
                                         const int nv, __global const float *restrict weights,
                                         __global const float *restrict bias, __global float *restrict packed)
{
    const int lane_block = (int)get_global_id(0), block = (int)get_global_id(1);
    const int lane_blocks = (int)get_global_size(0), k_all = (int)get_global_size(1) * LANES;
    const int groups = lane_blocks / nv, group = lane_block / nv, n_lanes = transposed ? g.ic : g.oc;
    __global float16 *to = (__global float16 *)(packed + GFLA_CONV_STRIDE2_BIAS) + lane_blocks + lane_block % nv;
    ask_for_taps(&g, transposed, lane_blocks, lane_block, block, g.kh * g.kh, weights);
    float16 taps[LANES * MOST_TAPS];
    load_block(&g, transposed, lane_block * LANES, block * LANES, g.kh * g.kh, weights, taps);
    const struct kernel_taps kernels = {g.kh, transposed, taps};
    ONE_BY_ONE for (int phase = 0; phase < 4; phase++)
        store_phase(&kernels, phase, groups, group, nv, (size_t)k_all * nv, to + (size_t)block * LANES * nv);
    for (int lane = 0; lane < LANES && block == 0; lane++) {
        const int c = lane_block * LANES + lane;
        packed[GFLA_CONV_STRIDE2_BIAS + c] = has_bias && c < n_lanes ? bias[c] : 0.f;
        if (c < GFLA_CONV_STRIDE2_BIAS)
            packed[c] = 0.f;
    }
}
