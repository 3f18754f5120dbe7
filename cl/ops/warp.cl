/* ops/warp.cl - bilinear sampling of a feature map at positions displaced by a flow.
 *
 *   warp_fwd(args, src, flow, dst)                  dst(y, x) = src sampled at (y + flow.y + offset, x + flow.x +
 *                                                   offset)
 *   warp_bwd_flow(args, src, flow, d_dst, d_flow)
 *   warp_bwd_src(args, flow, d_dst, d_src)          a scatter, in the order of the pixels
 *   warp_stencils(args, flow, anchors, stencils)   for GPUs, which sample by ops/sampling_tables.cl
 * src, d_src [n][blocks][src_h][src_w][16]; dst, d_dst [n][blocks][h][w][16]; flow, d_flow [n][1][h][w][16].
 * Work sizes and borders: shared/sampling.h.
 */
#define TAPS 2
#define FIRST_TAP 0

static void axis_weights(float fraction, float *p, float *slope)
{
    p[0] = 1.0f - fraction;
    p[1] = fraction;
    slope[0] = -1.0f;
    slope[1] = 1.0f;
}

#include "shared/stencil.h"

__kernel void warp_fwd(const struct gfla_sampling_args args, __global const float16 *restrict src,
                       __global const float16 *restrict flow, __global float16 *restrict dst)
{
    stencil_gather(&args, src, flow, dst);
}

__kernel void warp_bwd_flow(const struct gfla_sampling_args args, __global const float16 *restrict src,
                            __global const float16 *restrict flow, __global const float16 *restrict d_dst,
                            __global float16 *restrict d_flow)
{
    stencil_flow_gradient(&args, src, flow, d_dst, d_flow);
}

__kernel void warp_bwd_src(const struct gfla_sampling_args args, __global const float16 *restrict flow,
                           __global const float16 *restrict d_dst, __global float16 *restrict d_src)
{
    stencil_scatter(&args, flow, d_dst, d_src);
}

__kernel void warp_stencils(const struct gfla_sampling_args args, __global const float16 *restrict flow,
                            __global int2 *restrict anchors, __global float *restrict stencils)
{
    stencil_tables(&args, flow, anchors, stencils);
}
