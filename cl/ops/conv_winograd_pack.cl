/* ops/conv_winograd_pack.cl - weights of a Winograd convolution at all points; see shared/winograd.h and
 * shared/conv_winograd.h.
 *
 * conv_winograd_pack  weights [oc][ic][TAPS][TAPS] and bias to packed weights; global {blocks of 16 lanes of dst,
 *                     blocks of src}
 *
 * nv: vectors of a group of dst, 1 or 2. Build options TILE and TAPS as of ops/conv_winograd.cl. Loops are not written
 * out: most of the time of such a kernel passes in its first run, with the compiler. */
#include "shared/conv_taps.h"
#include "shared/conv_winograd.h"
#include "shared/one_item.h"
#include "shared/winograd.h"

#define LANES 16

/* The value at point p goes to u + p * step. */
static void transform_weights(const float16 taps[TAPS * TAPS], int transposed, float16 *u, int step)
{
    float16 t[SPAN][TAPS], line[TAPS], o[SPAN];
    ONE_BY_ONE for (int j = 0; j < TAPS; j++)
    {
        UNROLL for (int i = 0; i < TAPS; i++) line[i] =
            taps[transposed ? TAPS * TAPS - 1 - i * TAPS - j : i * TAPS + j];
        winograd_weights(line, o);
        UNROLL for (int i = 0; i < SPAN; i++) t[i][j] = o[i];
    }
    ONE_BY_ONE for (int i = 0; i < SPAN; i++)
    {
        winograd_weights(t[i], o);
        UNROLL for (int j = 0; j < SPAN; j++) u[(size_t)(i * SPAN + j) * step] = o[j];
    }
}

__kernel ONE_ITEM void conv_winograd_pack(const struct gfla_conv g, const int transposed, const int has_bias,
                                          const int nv, __global const float *restrict weights,
                                          __global const float *restrict bias, __global float *restrict packed)
{
    const int lane_block = (int)get_global_id(0), block = (int)get_global_id(1);
    const int lane_blocks = (int)get_global_size(0), k_all = (int)get_global_size(1) * LANES;
    const int n_lanes = transposed ? g.ic : g.oc, lane0 = lane_block * LANES;
    __global float16 *u = (__global float16 *)(packed + GFLA_WINOGRAD_PACKED_BIAS) + lane_blocks +
                          ((size_t)(lane_block / nv) * POINTS * k_all + block * LANES) * nv + lane_block % nv;
    float16 taps[LANES][TAPS * TAPS], points[POINTS * LANES];
    ask_for_taps(&g, transposed, lane_blocks, lane_block, block, TAPS * TAPS, weights);
    load_block(&g, transposed, lane0, block * LANES, TAPS * TAPS, weights, taps[0]);
    for (int k = 0; k < LANES; k++)
        transform_weights(taps[k], transposed, points + k, LANES);
    for (int p = 0; p < POINTS; p++)
        for (int k = 0; k < LANES; k++)
            u[(size_t)p * k_all * nv + k * nv] = points[p * LANES + k];
    for (int lane = 0; lane < LANES && block == 0; lane++) {
        const int c = lane0 + lane;
        packed[GFLA_WINOGRAD_PACKED_BIAS + c] = has_bias && c < n_lanes ? bias[c] : 0.f;
        if (c < GFLA_WINOGRAD_PACKED_BIAS)
            packed[c] = 0.f;
    }
}
