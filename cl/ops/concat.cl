/* Channels of several feature maps behind one another, a range of channels of one, and their gradients.
 * All BLOCKED: src [n][src_blocks][hw][16], dst [n][dst_blocks][hw][16].
 *
 * concat_fwd    dst from channel `first` on: up to four sources of a_c .. d_c channels behind one another, 0 where there
 *               is none. Lanes of dst below `first` are kept, those past the last become zero. Work: one item per
 *               vector of dst that is touched, {hw, touched, n}.
 * slice_channels_fwd  dst = channels first .. first + c - 1 of src. Work: one item per vector of dst, {hw, dst_blocks,
 *                     n}.
 * slice_channels_add  dst = before + channels first .. first + c - 1 of src: a gradient that was there already, and what
 *                     comes from a concatenation. before is as dst. Work: the same.
 * slice_channels_bwd  dst = zeros, with src [n][src_blocks][hw][16] as the channels from `first` on; the whole of dst is
 *                     written at once. Lanes of src past its channels are zero. Work: one item per vector of dst.
 * slice_channels_bwd_add  The same, added to before, which is as dst. */
#include "shared/vec.h"

/* Lanes `from` .. `from` + 15 of the 32 lanes of low and high, 0 <= from <= 16: by halves, since vectors that are
 * stored and loaded elsewhere wait for each other. */
static inline float16 window(float16 low, float16 high, int from)
{
    if (from & 16)
        return high;
    if (from & 8) {
        low = (float16)(low.hi, high.lo);
        high.lo = high.hi;
    }
    if (from & 4) {
        low = (float16)(low.s4567, low.hi, high.s0123);
        high.s0123 = high.s4567;
    }
    if (from & 2) {
        low = (float16)(low.s23, low.s4567, low.hi, high.s01);
        high.s01 = high.s23;
    }
    return from & 1 ? (float16)(low.s1, low.s23, low.s4567, low.hi, high.s0) : low;
}

/* What lies at a vector of dst, in its block `block`, of what is zero but for src, from channel `first` on. */
static inline float16 placed(global const float *src, int src_blocks, int hw, int first, int block)
{
    const int pixel = get_global_id(0), sample = get_global_id(2), shift = first % LANES;
    const int source = block - first / LANES, high = (sample * src_blocks + source) * hw + pixel;
    const float16 none = 0.0f, v = source >= 0 && source < src_blocks ? vload16(high, src) : none;
    if (shift == 0)
        return v;
    return window(source > 0 && source <= src_blocks ? vload16(high - hw, src) : none, v, LANES - shift);
}

/* The same of a source of c channels. */
static inline float16 part(global const float *src, int c, int hw, int first, int block)
{
    if (first + c <= block * LANES || first >= (block + 1) * LANES || c == 0)
        return 0.0f;
    return placed(src, (c + LANES - 1) / LANES, hw, first, block);
}

kernel void concat_fwd(global const float *a, global const float *b, global const float *c, global const float *d,
                       global float *dst, int a_c, int b_c, int c_c, int d_c, int dst_blocks, int hw, int first)
{
    const int pixel = get_global_id(0), block = first / LANES + get_global_id(1), sample = get_global_id(2);
    if (pixel >= hw)
        return;
    const size_t to = ((size_t)sample * dst_blocks + block) * hw + pixel;
    float16 v = 0.0f;
    if (block * LANES < first)
        v = vload16(to, dst);
    v += part(a, a_c, hw, first, block);
    v += part(b, b_c, hw, first + a_c, block);
    v += part(c, c_c, hw, first + a_c + b_c, block);
    v += part(d, d_c, hw, first + a_c + b_c + c_c, block);
    vstore16(v, to, dst);
}

/* The vector of dst that a work-item is for. */
static inline size_t vector_of(int dst_blocks, int hw)
{
    return (get_global_id(2) * dst_blocks + get_global_id(1)) * hw + get_global_id(0);
}

/* The vector of a range of channels that a work-item is for. */
static inline float16 range_of(global const float *src, int src_blocks, int hw, int first, int c)
{
    const int pixel = get_global_id(0), block = get_global_id(1), sample = get_global_id(2), shift = first % LANES;
    const int source = first / LANES + block, low = (sample * src_blocks + source) * hw + pixel;
    float16 v = vload16(low, src);
    if (shift > 0)
        v = window(v, source + 1 < src_blocks ? vload16(low + hw, src) : (float16)(0.0f), shift);
    return select((float16)(0.0f), v, lanes_below(c - block * LANES));
}

kernel void slice_channels_fwd(global const float *src, global float *dst, int n, int src_blocks, int dst_blocks,
                               int hw, int first, int c)
{
    const size_t i = vector_of(dst_blocks, hw);
    if ((int)get_global_id(0) < hw)
        vstore16(range_of(src, src_blocks, hw, first, c), i, dst);
}

kernel void slice_channels_add(global const float *src, global const float *before, global float *dst, int n,
                               int src_blocks, int dst_blocks, int hw, int first, int c)
{
    const size_t i = vector_of(dst_blocks, hw);
    if ((int)get_global_id(0) < hw)
        vstore16(vload16(i, before) + range_of(src, src_blocks, hw, first, c), i, dst);
}

kernel void slice_channels_bwd(global const float *src, global float *dst, int n, int src_blocks, int dst_blocks,
                               int hw, int first)
{
    const size_t i = vector_of(dst_blocks, hw);
    if ((int)get_global_id(0) < hw)
        vstore16(placed(src, src_blocks, hw, first, get_global_id(1)), i, dst);
}

kernel void slice_channels_bwd_add(global const float *src, global const float *before, global float *dst, int n,
                                   int src_blocks, int dst_blocks, int hw, int first)
{
    const size_t i = vector_of(dst_blocks, hw);
    if ((int)get_global_id(0) < hw)
        vstore16(vload16(i, before) + placed(src, src_blocks, hw, first, get_global_id(1)), i, dst);
}
