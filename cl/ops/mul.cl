/* Products of tensors, element by element, and of a feature map with a map of one channel.
 *
 * mul_fwd         dst = a * b; n stored floats, any layout. Work: one item per VEC floats.
 * mul_map_fwd     dst = a * map at each pixel. a, dst BLOCKED [samples][blocks][hw][16], map [samples][1][hw][16], lane
 *                 0. Work: one item per VEC floats of a (n in all).
 * mul_map_bwd_map d_map = sum over channels of d_dst * a. Work: one item per pixel of a sample. */
#include "shared/vec.h"

kernel void mul_fwd(global const float *a, global const float *b, global float *dst, int n)
{
    const int i = get_global_id(0);
    if (i * VEC >= n)
        return;
    vec_store(vec_load(a, i, n) * vec_load(b, i, n), i, dst, n);
}

kernel void mul_map_fwd(global const float *a, global const float *map, global float *dst, int n, int blocks, int hw)
{
    const int i = get_global_id(0);
    if (i * VEC >= n)
        return;
    const int pixel = i / VECS_PER_PIXEL;
    VSTORE(VLOAD(i, a) * map[(pixel / (blocks * hw) * hw + pixel % hw) * LANES], i, dst);
}

kernel void mul_map_bwd_map(global const float *a, global const float *d_dst, global float *d_map, int samples,
                            int blocks, int hw)
{
    const int i = get_global_id(0);
    if (i >= samples * hw)
        return;
    const int first = i / hw * blocks * hw + i % hw;
    float16 sum = 0.0f;
    for (int b = 0; b < blocks; b++)
        sum += vload16(first + b * hw, a) * vload16(first + b * hw, d_dst);
    vstore16(lane0(lanes_sum(sum)), i, d_map);
}
