/* Softmax over the channels of each pixel.
 *
 * softmax_channels_fwd  dst = exp(src - max) / sum(exp(src - max))
 * softmax_channels_bwd  d_src = dst * (d_dst - sum(dst * d_dst))
 * BLOCKED [n][blocks][hw][16] with c channels; zero lanes are left out of the sums and stay zero.
 * Work: one item per pixel of a sample, n * hw in dimension 0. Meant for few channels (9 and 25 taps): reads its input
 * twice. */
#include "shared/vec.h"

static inline float lanes_max(float16 v)
{
    const float8 a = fmax(v.lo, v.hi);
    const float4 b = fmax(a.lo, a.hi);
    const float2 d = fmax(b.lo, b.hi);
    return fmax(d.x, d.y);
}

kernel void softmax_channels_fwd(global const float *src, global float *dst, int n, int c, int blocks, int hw)
{
    const int i = get_global_id(0);
    if (i >= n * hw)
        return;
    const int first = i / hw * blocks * hw + i % hw;
    float16 most = -INFINITY;
    for (int b = 0; b < blocks; b++)
        most = fmax(most, select((float16)(-INFINITY), vload16(first + b * hw, src), lanes_below(c - b * LANES)));
    const float peak = lanes_max(most);
    float16 sum = 0.0f;
    for (int b = 0; b < blocks; b++) {
        const float16 e = select((float16)(0.0f), exp(vload16(first + b * hw, src) - peak), lanes_below(c - b * LANES));
        vstore16(e, first + b * hw, dst);
        sum += e;
    }
    const float factor = 1.0f / lanes_sum(sum);
    for (int b = 0; b < blocks; b++)
        vstore16(vload16(first + b * hw, dst) * factor, first + b * hw, dst);
}

kernel void softmax_channels_bwd(global const float *dst, global const float *d_dst, global float *d_src, int n,
                                 int blocks, int hw)
{
    const int i = get_global_id(0);
    if (i >= n * hw)
        return;
    const int first = i / hw * blocks * hw + i % hw;
    float16 products = 0.0f;
    for (int b = 0; b < blocks; b++)
        products += vload16(first + b * hw, dst) * vload16(first + b * hw, d_dst);
    const float sum = lanes_sum(products);
    for (int b = 0; b < blocks; b++) {
        const float16 y = vload16(first + b * hw, dst);
        vstore16(y * (vload16(first + b * hw, d_dst) - sum), first + b * hw, d_src);
    }
}
