/* ops/conv_stride2_pack.cl - weights of ops/conv_stride2.cl, transformed; see shared/conv_stride2.h.
 *
 * conv_stride2_pack  weights and bias to the order in which the others read them; global {lane blocks of dst, blocks of
 *                    src}
 *
 * Build options TAPS: 3 or 4; TILE: 2 or 4; NV: 1 or 2. */
#include "shared/conv_stride2.h"
#include "shared/conv_taps.h"
#include "shared/one_item.h"
#include "shared/winograd_taps2.h"

#ifndef TAPS
#define TAPS 4
#endif
#ifndef NV
#define NV 2
#endif
#define LANES 16

static inline float16 tap_at(const float16 taps[16], int ky, int kx)
{
    return ky >= 0 && kx >= 0 ? taps[ky * TAPS + kx] : (float16)(0.f);
}

/* All points of one phase, [point y][point x]. */
static inline void transform_weights(const float16 taps[16], int transposed, int phase, float16 *points)
{
    float16 rows[2][POINTS], column[POINTS];
    for (int t = 0; t < 2; t++) {
        const int ky = gfla_conv_stride2_tap(TAPS, transposed, phase / 2, t);
        const int kx0 = gfla_conv_stride2_tap(TAPS, transposed, phase % 2, 0),
                  kx1 = gfla_conv_stride2_tap(TAPS, transposed, phase % 2, 1);
        transform_taps(tap_at(taps, ky, kx0), tap_at(taps, ky, kx1), rows[t]);
    }
    for (int x = 0; x < POINTS; x++) {
        transform_taps(rows[0][x], rows[1][x], column);
        for (int y = 0; y < POINTS; y++)
            points[y * POINTS + x] = column[y];
    }
}

/* One channel of the reduction: row k of every point of a phase; `points_before` those of other phases and groups. */
static inline void store_phase(const float16 taps[16], int transposed, int phase, size_t points_before, int k_all,
                               int k, __global float16 *to)
{
    const int ny = gfla_conv_stride2_points(TILE, TAPS, transposed, phase / 2);
    const int nx = gfla_conv_stride2_points(TILE, TAPS, transposed, phase % 2);
    float16 points[POINTS * POINTS];
    transform_weights(taps, transposed, phase, points);
    for (int y = 0; y < ny; y++)
        for (int x = 0; x < nx; x++)
            to[((points_before + y * nx + x) * k_all + k) * NV] = points[y * POINTS + x];
}

/* weights [oc][ic][TAPS][TAPS]; transposed: lanes are ic and the reduction is over oc. */
__kernel ONE_ITEM void conv_stride2_pack(const struct gfla_conv g, const int transposed, const int has_bias,
                                         __global const float *restrict weights, __global const float *restrict bias,
                                         __global float *restrict packed)
{
    const int lane_block = (int)get_global_id(0), block = (int)get_global_id(1);
    const int lane_blocks = (int)get_global_size(0), k_all = (int)get_global_size(1) * LANES;
    const int groups = lane_blocks / NV, group = lane_block / NV, n_lanes = transposed ? g.ic : g.oc;
    __global float16 *to = (__global float16 *)(packed + GFLA_CONV_STRIDE2_BIAS) + lane_blocks + lane_block % NV;
    for (int k = block * LANES; k < (block + 1) * LANES; k++) {
        float16 taps[16];
        load_taps(&g, transposed, lane_block * LANES, k, TAPS * TAPS, 0, weights, taps);
        for (int phase = 0; phase < 4; phase++) {
            const int points = gfla_conv_stride2_points(TILE, TAPS, transposed, phase / 2) *
                               gfla_conv_stride2_points(TILE, TAPS, transposed, phase % 2);
            store_phase(taps, transposed, phase,
                        (size_t)gfla_conv_stride2_points_before(TILE, TAPS, transposed, phase) * groups +
                            (size_t)group * points,
                        k_all, k, to);
        }
    }
    for (int lane = 0; lane < LANES && block == 0; lane++) {
        const int c = lane_block * LANES + lane;
        packed[GFLA_CONV_STRIDE2_BIAS + c] = has_bias && c < n_lanes ? bias[c] : 0.f;
        if (c < GFLA_CONV_STRIDE2_BIAS)
            packed[c] = 0.f;
    }
}
