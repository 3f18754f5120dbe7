/* Channels of several feature maps behind one another, a range of channels of one, and their gradients.
 * All BLOCKED: src [n][src_blocks][hw][16], dst [n][dst_blocks][hw][16].
 *
 * concat_copy   Writes src as the channels from `first` on, first a multiple of 16: whole vectors. The zero lanes of
 *               its last block come along; the next source, written later, fills them. Work: one item per VEC floats of
 *               src (count).
 * concat_shift  The same for any `first`: lanes of dst below `first` are kept, those past src become zero.
 *               Work: one item per vector of dst that is touched, n * touched * hw.
 * slice_channels_fwd  dst = channels first .. first + c - 1 of src. Work: one item per vector of dst, n * dst_blocks *
 *                     hw.
 * slice_channels_add  dst = before + channels first .. first + c - 1 of src: a gradient that was there already, and what
 *                     comes from a concatenation. before is as dst. Work: the same.
 * slice_channels_bwd  dst = zeros, with src [n][src_blocks][hw][16] as the channels from `first` on; the whole of dst is
 *                     written at once. Lanes of src past its channels are zero. Work: one item per vector of dst.
 * slice_channels_bwd_add  The same, added to before, which is as dst. */
#include "shared/vec.h"

kernel void concat_copy(global const float *src, global float *dst, int count, int src_blocks, int dst_blocks, int hw,
                        int first)
{
    const int i = get_global_id(0);
    if (i * VEC >= count)
        return;
    const int pixel = i / VECS_PER_PIXEL, sample = pixel / (src_blocks * hw), rest = pixel % (src_blocks * hw);
    const int to = (sample * dst_blocks + first / LANES) * hw + rest;
    VSTORE(VLOAD(i, src), to * VECS_PER_PIXEL + i % VECS_PER_PIXEL, dst);
}

/* Lanes `from` .. `from` + 15 of the 32 lanes of low and high. */
static inline float16 window(float16 low, float16 high, int from)
{
    float both[2 * LANES];
    vstore16(low, 0, both);
    vstore16(high, 1, both);
    return vload16(0, both + from);
}

kernel void concat_shift(global const float *src, global float *dst, int n, int src_blocks, int dst_blocks, int hw,
                         int first, int touched)
{
    const int i = get_global_id(0);
    if (i >= n * touched * hw)
        return;
    const int pixel = i % hw, block = i / hw % touched, sample = i / hw / touched, shift = first % LANES;
    const int to = (sample * dst_blocks + first / LANES + block) * hw + pixel;
    const int high = (sample * src_blocks + block) * hw + pixel;
    const float16 none = 0.0f;
    const float16 before = block > 0 ? vload16(high - hw, src) : none;
    const float16 moved = window(before, block < src_blocks ? vload16(high, src) : none, LANES - shift);
    vstore16(block == 0 ? select(moved, vload16(to, dst), lanes_below(shift)) : moved, to, dst);
}

/* Vector i of a range of channels. */
static inline float16 range_of(global const float *src, int i, int src_blocks, int dst_blocks, int hw, int first, int c)
{
    const int pixel = i % hw, block = i / hw % dst_blocks, sample = i / hw / dst_blocks, shift = first % LANES;
    const int source = first / LANES + block, low = (sample * src_blocks + source) * hw + pixel;
    float16 v = vload16(low, src);
    if (shift > 0)
        v = window(v, source + 1 < src_blocks ? vload16(low + hw, src) : (float16)(0.0f), shift);
    return select((float16)(0.0f), v, lanes_below(c - block * LANES));
}

kernel void slice_channels_fwd(global const float *src, global float *dst, int n, int src_blocks, int dst_blocks,
                               int hw, int first, int c)
{
    const int i = get_global_id(0);
    if (i < n * dst_blocks * hw)
        vstore16(range_of(src, i, src_blocks, dst_blocks, hw, first, c), i, dst);
}

kernel void slice_channels_add(global const float *src, global const float *before, global float *dst, int n,
                               int src_blocks, int dst_blocks, int hw, int first, int c)
{
    const int i = get_global_id(0);
    if (i < n * dst_blocks * hw)
        vstore16(vload16(i, before) + range_of(src, i, src_blocks, dst_blocks, hw, first, c), i, dst);
}

/* Vector i of what is zero but for src, from channel `first` on. */
static inline float16 placed(global const float *src, int i, int src_blocks, int dst_blocks, int hw, int first)
{
    const int pixel = i % hw, block = i / hw % dst_blocks, sample = i / hw / dst_blocks, shift = first % LANES;
    const int source = block - first / LANES, high = (sample * src_blocks + source) * hw + pixel;
    const float16 none = 0.0f, v = source >= 0 && source < src_blocks ? vload16(high, src) : none;
    if (shift == 0)
        return v;
    return window(source > 0 && source <= src_blocks ? vload16(high - hw, src) : none, v, LANES - shift);
}

kernel void slice_channels_bwd(global const float *src, global float *dst, int n, int src_blocks, int dst_blocks,
                               int hw, int first)
{
    const int i = get_global_id(0);
    if (i < n * dst_blocks * hw)
        vstore16(placed(src, i, src_blocks, dst_blocks, hw, first), i, dst);
}

kernel void slice_channels_bwd_add(global const float *src, global const float *before, global float *dst, int n,
                                   int src_blocks, int dst_blocks, int hw, int first)
{
    const int i = get_global_id(0);
    if (i < n * dst_blocks * hw)
        vstore16(vload16(i, before) + placed(src, i, src_blocks, dst_blocks, hw, first), i, dst);
}
