/* ops/resample_gaussian.cl - sampling of a feature map with Gaussian weights at positions displaced by a flow.
 *
 *   resample_gaussian_fwd(args, src, flow, dst)                  dst(y, x) = src sampled at (y + flow.y + offset, x +
 *                                                                flow.x + offset)
 *   resample_gaussian_bwd_flow(args, src, flow, d_dst, d_flow)
 *   resample_gaussian_bwd_src(args, flow, d_dst, d_src)          a scatter, in the order of the pixels
 *   resample_gaussian_stencils(args, flow, anchors, stencils)   for GPUs, which sample by ops/sampling_tables.cl
 * src, d_src [n][blocks][src_h][src_w][16]; dst, d_dst [n][blocks][h][w][16]; flow, d_flow [n][1][h][w][16].
 * Work sizes and borders: shared/sampling.h.
 */

/* Taps on each axis, even: from floor - TAPS / 2 + 1 on. */
#ifndef TAPS
#define TAPS 4
#endif
#define FIRST_TAP (1 - TAPS / 2)
#ifndef SIGMA
#define SIGMA 2.0f
#endif

/* p[i] = e[i] / sum of e, e[i] = exp(-distance^2 / (2 sigma^2)), so with the distance d[i] = (tap - position)
 * dp[i] / dposition = p[i] * (d[i] - sum of p d) / sigma^2. The 2-D weights, normalised by their sum, are products of
 * these. */
static void axis_weights(float fraction, float *p, float *slope)
{
    float sum = 0.0f, mean = 0.0f;
    for (int i = 0; i < TAPS; i++) {
        const float distance = (float)(FIRST_TAP + i) - fraction;
        p[i] = exp(-distance * distance / (2.0f * SIGMA * SIGMA));
        sum += p[i];
    }
    for (int i = 0; i < TAPS; i++) {
        p[i] /= sum;
        mean += p[i] * ((float)(FIRST_TAP + i) - fraction);
    }
    for (int i = 0; i < TAPS; i++)
        slope[i] = p[i] * ((float)(FIRST_TAP + i) - fraction - mean) / (SIGMA * SIGMA);
}

#include "shared/stencil.h"

__kernel void resample_gaussian_fwd(const struct gfla_sampling_args args, __global const float16 *restrict src,
                                    __global const float16 *restrict flow, __global float16 *restrict dst)
{
    stencil_gather(&args, src, flow, dst);
}

__kernel void resample_gaussian_bwd_flow(const struct gfla_sampling_args args, __global const float16 *restrict src,
                                         __global const float16 *restrict flow, __global const float16 *restrict d_dst,
                                         __global float16 *restrict d_flow)
{
    stencil_flow_gradient(&args, src, flow, d_dst, d_flow);
}

__kernel void resample_gaussian_bwd_src(const struct gfla_sampling_args args, __global const float16 *restrict flow,
                                        __global const float16 *restrict d_dst, __global float16 *restrict d_src)
{
    stencil_scatter(&args, flow, d_dst, d_src);
}

__kernel void resample_gaussian_stencils(const struct gfla_sampling_args args, __global const float16 *restrict flow,
                                         __global int2 *restrict anchors, __global float *restrict stencils)
{
    stencil_tables(&args, flow, anchors, stencils);
}
