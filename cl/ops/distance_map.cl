/* ops/distance_map.cl - exact L1 distance to the nearest drawn pixel, along columns, then along rows.
 *
 *   distance_map_down    dst = distance within the column. Work: one item per column of a plane.
 *   distance_map_across  dst = byte of the distance, in place. Work: one item per row of a plane.
 * src, dst [planes][h][w][16]. L1 is separable: what a pixel at distance a in its column has, its neighbours in the row
 * have at a + 1. Distances are whole numbers, exact as floats. */
#include "shared/vec.h"

/* Farther than any pixel of a map; counting on from there stays exact. */
#define FAR 4194304.0f

kernel void distance_map_down(global const float *src, global float *dst, int planes, int h, int w)
{
    const int plane = get_global_id(0) / w, x = get_global_id(0) % w;
    if (plane >= planes)
        return;
    float16 far = FAR;
    for (int y = 0; y < h; y++) {
        const int at = (plane * h + y) * w + x;
        far = select(far + 1.0f, (float16)(0.0f), vload16(at, src) > 0.5f);
        vstore16(far, at, dst);
    }
    for (int y = h - 1; y >= 0; y--) {
        const int at = (plane * h + y) * w + x;
        far = fmin(far + 1.0f, vload16(at, dst));
        vstore16(far, at, dst);
    }
}

kernel void distance_map_across(global float *dst, int planes, int h, int w, int c, int blocks, int divisor)
{
    const int plane = get_global_id(0) / h;
    if (plane >= planes)
        return;
    global float *row = dst + (size_t)get_global_id(0) * w * 16;
    const int16 is_channel = lanes_below(c - plane % blocks * 16);
    float16 far = FAR;
    for (int x = 0; x < w; x++) {
        far = fmin(far + 1.0f, vload16(x, row));
        vstore16(far, x, row);
    }
    for (int x = w - 1; x >= 0; x--) {
        far = fmin(far + 1.0f, vload16(x, row));
        const int16 steps = min(convert_int16(far) / divisor, (int16)(255));
        vstore16(select((float16)(0.0f), convert_float16(steps) / 255.0f, is_channel), x, row);
    }
}
