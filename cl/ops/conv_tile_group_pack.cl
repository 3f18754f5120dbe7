/* ops/conv_tile_group_pack.cl - conv_tile_pack of ops/conv_tile.cl for devices whose vectors are neighbouring
 * work-items, which would have a work-item for 256 weights and its neighbours far apart.
 * Launched by host/ops/conv/conv_group.c.
 *
 * conv_tile_group_pack  weights and bias to the order in which conv_tile_group reads them; global {lanes of dst, lanes
 *                       of src}: an item has all taps of one pair of channels, and neighbours write neighbours
 * Build option NV: as of ops/conv_tile_group.cl. */
#ifndef NV
#define NV 4
#endif
#define TAP_FLOATS (LANES * NV * LANES)
#include "shared/conv_locate.h"

/* weights [oc][ic][kh][kw]; transposed: lanes are ic and the reduction is over oc. */
__kernel void conv_tile_group_pack(const struct gfla_conv g, const int transposed, const int has_bias,
                                   const int lane_blocks, const int blocks, __global const float *restrict weights,
                                   __global const float *restrict bias, __global float *restrict packed)
{
    const int lane = (int)get_global_id(0), k = (int)get_global_id(1), lane_block = lane / LANES;
    if (lane >= lane_blocks * LANES)
        return;
    const int oc = transposed ? k : lane, ic = transposed ? lane : k, inside = oc < g.oc && ic < g.ic;
    __global const float *w = weights + ((size_t)oc * g.ic + ic) * g.kh * g.kw;
    __global float *p = packed + k % LANES * NV * LANES + lane_block % NV * LANES + lane % LANES;
    for (int ky = 0; ky < g.kh; ky++)
        for (int kx = 0; kx < g.kw; kx++)
            p[find_tap(&g, transposed, lane_block / NV, lane_blocks / NV, k / LANES, blocks,
                       GFLA_CONV_PACKED_BIAS + lane_blocks * LANES, ky, kx)] = inside ? w[ky * g.kw + kx] : 0.f;
    if (k > 0)
        return;
    packed[GFLA_CONV_PACKED_BIAS + lane] = has_bias && lane < (transposed ? g.ic : g.oc) ? bias[lane] : 0.f;
    if (lane < GFLA_CONV_PACKED_BIAS)
        packed[lane] = 0.f;
}
