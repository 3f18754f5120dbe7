/* One feature map laid over another by a mask: dst = base * (1 - mask) + top * mask.
 *
 * base, top, dst and their gradients BLOCKED [n][blocks][hw][16]; mask, d_mask [n][1][hw][16], one channel in lane 0.
 * mask_blend_fwd  Work: one item per VEC floats of dst, {floats of a plane, blocks, n}.
 * mask_blend_bwd  d_base = d_dst * (1 - mask), d_top = d_dst * mask, d_mask = sum over channels of d_dst * (top -
 *                 base). Any of the three may be NULL. Work: one item per pixel of a sample, {hw, 1, n}. */
#include "shared/vec.h"

kernel void mask_blend_fwd(global const float *base, global const float *top, global const float *mask,
                           global float *dst, int blocks, int hw)
{
    const int v = get_global_id(0), sample = get_global_id(2);
    if (v >= hw * VECS_PER_PIXEL)
        return;
    const int i = (sample * blocks + (int)get_global_id(1)) * hw * VECS_PER_PIXEL + v;
    const float m = mask[(sample * hw + v / VECS_PER_PIXEL) * LANES];
    VSTORE(VLOAD(i, base) * (1.0f - m) + VLOAD(i, top) * m, i, dst);
}

kernel void mask_blend_bwd(global const float *base, global const float *top, global const float *mask,
                           global const float *d_dst, global float *d_base, global float *d_top, global float *d_mask,
                           int blocks, int hw)
{
    const int pixel = get_global_id(0), sample = get_global_id(2), i = sample * hw + pixel;
    if (pixel >= hw)
        return;
    const int first = sample * blocks * hw + pixel;
    const float m = mask[i * LANES];
    float16 sum = 0.0f;
    for (int b = 0; b < blocks; b++) {
        const int at = first + b * hw;
        const float16 d = vload16(at, d_dst);
        if (d_base)
            vstore16(d * (1.0f - m), at, d_base);
        if (d_top)
            vstore16(d * m, at, d_top);
        if (d_mask)
            sum += d * (vload16(at, top) - vload16(at, base));
    }
    if (d_mask)
        vstore16(lane0(lanes_sum(sum)), i, d_mask);
}
