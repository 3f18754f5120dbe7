/* loss/endpoint_loss.cl - weighted mean length of the difference of two flows.
 *
 *   endpoint_loss_fwd(n_pixels, chunk, flow, target, weight, partial)                  global: chunks of pixels
 *     partial [chunks][2]: sum of weight * sqrt(dx^2 + dy^2 + SOFTENING), and sum of weight
 *   endpoint_loss_bwd(n_pixels, flow, target, weight, coefficient, d_loss, d_flow)     global: pixels
 * flow, target, d_flow [n][1][h][w][16], lanes 0 and 1; weight [n][1][h][w][16], lane 0; n_pixels = n h w.
 */
#include "shared/partial.h"

#define SOFTENING 1e-6f /* in pixels squared: keeps the gradient finite where the flows agree */

static float2 difference(__global const float *flow, __global const float *target, int pixel)
{
    return vload2(0, flow + 16 * (size_t)pixel) - vload2(0, target + 16 * (size_t)pixel);
}

__kernel GROUPED void endpoint_loss_fwd(const int n_pixels, const int chunk, __global const float *restrict flow,
                                        __global const float *restrict target, __global const float *restrict weight,
                                        __global float *restrict partial)
{
    GROUP_SCRATCH(scratch, 1);
    const int part = GROUP_INDEX, first = part * chunk, last = min(first + chunk, n_pixels);
    float sum = 0.0f, weight_sum = 0.0f;
    for (int pixel = first + GROUP_ITEM; pixel < last; pixel += GROUP) {
        const float2 d = difference(flow, target, pixel);
        const float w = weight[16 * (size_t)pixel];
        sum += w * sqrt(dot(d, d) + SOFTENING);
        weight_sum += w;
    }
    store_partial(sum, weight_sum, part, partial, scratch);
}

__kernel void endpoint_loss_bwd(const int n_pixels, __global const float *restrict flow,
                                __global const float *restrict target, __global const float *restrict weight,
                                __global const float *restrict coefficient, __global const float *restrict d_loss,
                                __global float16 *restrict d_flow)
{
    const int pixel = get_global_id(0);
    if (pixel >= n_pixels)
        return;
    const float2 d = difference(flow, target, pixel);
    const float factor = d_loss[0] * coefficient[0] * weight[16 * (size_t)pixel];
    float16 gradient = 0.0f;
    gradient.lo.lo.lo = factor / sqrt(dot(d, d) + SOFTENING) * d;
    d_flow[pixel] = gradient;
}
