/* Between plain C order and BLOCKED: a PLAIN tensor [clips][c][t][pixels] as BLOCKED images [clips * t][c][pixels], and
 * back.
 *
 * pack_fwd    Work: one item per pixel vector of dst, {pixels, blocks, clips * t}; lanes past c become zero.
 * unpack_fwd  Work: one item per float of dst, {pixels, c, clips * t}.
 * Either is the gradient of the other. */
#include "shared/vec.h"

/* The plane of a PLAIN tensor [clips][c][t] in which a channel of an image lies. */
static inline size_t plane_of(int sample, int channel, int c, int t)
{
    return t == 1 ? (size_t)sample * c + channel : ((size_t)(sample / t) * c + channel) * t + sample % t;
}

kernel void pack_fwd(global const float *restrict src, global float *restrict dst, int clips, int c, int t, int pixels)
{
    const int pixel = get_global_id(0), block = get_global_id(1), sample = get_global_id(2);
    if (pixel >= pixels)
        return;
    const int blocks = (c + LANES - 1) / LANES, first = block * LANES, n = min(c - first, LANES);
    float lanes[LANES] = {0};
    for (int lane = 0; lane < n; lane++)
        lanes[lane] = src[plane_of(sample, first + lane, c, t) * pixels + pixel];
    vstore16(vload16(0, lanes), ((size_t)sample * blocks + block) * pixels + pixel, dst);
}

kernel void unpack_fwd(global const float *restrict src, global float *restrict dst, int clips, int c, int t,
                       int pixels)
{
    const int pixel = get_global_id(0), channel = get_global_id(1), sample = get_global_id(2);
    if (pixel >= pixels)
        return;
    const int blocks = (c + LANES - 1) / LANES;
    const size_t block = ((size_t)sample * blocks + channel / LANES) * pixels;
    dst[plane_of(sample, channel, c, t) * pixels + pixel] = src[(block + pixel) * LANES + channel % LANES];
}
