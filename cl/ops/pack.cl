/* Between plain C order and BLOCKED: a PLAIN tensor [clips][c][t][pixels] as BLOCKED images [clips * t][c][pixels], and
 * back.
 *
 * pack_fwd    Work: one item per pixel vector of dst; lanes past c become zero.
 * unpack_fwd  Work: one item per float of dst.
 * Either is the gradient of the other. */
#include "shared/vec.h"

kernel void pack_fwd(global const float *restrict src, global float *restrict dst, int clips, int c, int t, int pixels)
{
    const int i = get_global_id(0), blocks = (c + LANES - 1) / LANES;
    if (i >= clips * t * blocks * pixels)
        return;
    const int pixel = i % pixels, block = i / pixels % blocks, sample = i / pixels / blocks;
    float lanes[LANES];
    for (int lane = 0; lane < LANES; lane++) {
        const int channel = block * LANES + lane;
        const size_t plane = ((size_t)(sample / t) * c + channel) * t + sample % t;
        lanes[lane] = channel < c ? src[plane * pixels + pixel] : 0.0f;
    }
    vstore16(vload16(0, lanes), i, dst);
}

kernel void unpack_fwd(global const float *restrict src, global float *restrict dst, int clips, int c, int t,
                       int pixels)
{
    const int i = get_global_id(0), blocks = (c + LANES - 1) / LANES;
    if (i >= clips * c * t * pixels)
        return;
    const int pixel = i % pixels, frame = i / pixels % t, channel = i / pixels / t % c, clip = i / pixels / t / c;
    const size_t plane = ((size_t)clip * t + frame) * blocks + channel / LANES;
    dst[i] = src[(plane * pixels + pixel) * LANES + channel % LANES];
}
