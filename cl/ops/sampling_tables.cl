/* ops/sampling_tables.cl - sampling and its gradient from tables of stencils (shared/sampling_tables.h), for GPUs: for
 * all ops that sample where a flow points.
 *
 *   sampling_rows(args, taps, anchors, starts, list)         pixels of the flow, by the row of src of their first tap;
 *     global {ITEMS * (src_h + taps - 1), n}; list [n][h*w]: pixels, those of the first row first, in their own order;
 *     starts [n][src_h + taps]: where the pixels of a row begin, row 0 being -(taps - 1), and the end
 *   sampling_apply(args, anchors, stencils, src, dst)        dst from src; global {h*w * 4, blocks, n}
 *   sampling_collect(args, anchors, stencils, starts, list, d_dst, d_src)      the gradient of src: each pixel gathers
 *     from the pixels of the flow whose taps it is, in the order of the list; global {src_w * 4, src_h, n * runs of
 *     BLOCKS blocks}
 * src, d_src [n][blocks][src_h][src_w][16]; dst, d_dst [n][blocks][h][w][16]. Build option TAPS, for the last two. */
#include "shared/sampling_tables.h"

#ifndef TAPS
#define TAPS 2
#endif
#define ITEMS 64
#define BLOCKS 4
#define QUADS (LANES / 4)
#define UNROLL _Pragma("unroll")

/* A group finds the pixels of one row. It counts them and all before them, so that no group waits for another; then each
 * work-item writes those of its own range of pixels. */
__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void
sampling_rows(const struct gfla_sampling_args args, const int taps, __global const int2 *restrict anchors,
              __global int *restrict starts, __global int *restrict list)
{
    __local int counts[ITEMS], befores[ITEMS];
    const int item = (int)get_local_id(0), row = (int)get_group_id(0), n = (int)get_global_id(1);
    const int pixels = args.h * args.w, rows = args.src_h + taps - 1;
    const int first = (int)((long)pixels * item / ITEMS), last = (int)((long)pixels * (item + 1) / ITEMS);
    int count = 0, before = 0;
    anchors += (size_t)n * pixels;
    for (int i = first; i < last; i++) {
        const int of_pixel = anchors[i].y + taps - 1;
        count += of_pixel == row;
        before += of_pixel < row;
    }
    counts[item] = count;
    befores[item] = before;
    barrier(CLK_LOCAL_MEM_FENCE);
    int start = 0, to = 0;
    for (int i = 0; i < ITEMS; i++) {
        start += befores[i];
        to += i < item ? counts[i] : 0;
    }
    if (item == 0)
        starts[(size_t)n * (rows + 1) + row] = start;
    if (item == 0 && row == rows - 1)
        starts[(size_t)n * (rows + 1) + rows] = pixels;
    list += (size_t)n * pixels + start + to;
    for (int i = first; i < last && count > 0; i++)
        if (anchors[i].y + taps - 1 == row)
            *list++ = i;
}

__kernel void sampling_apply(const struct gfla_sampling_args args, __global const int2 *restrict anchors,
                             __global const float *restrict stencils, __global const float *restrict src,
                             __global float *restrict dst)
{
    const int pixel = (int)get_global_id(0) / QUADS, quad = (int)get_global_id(0) % QUADS;
    const int block = (int)get_global_id(1), n = (int)get_global_id(2), pixels = args.h * args.w;
    if (pixel >= pixels)
        return;
    const size_t at = (size_t)n * pixels + pixel;
    const int2 anchor = anchors[at];
    __global const float *s = stencils + at * (TAPS * TAPS);
    __global const float *plane = src + sampling_plane(&args, n, block, args.src_h, args.src_w) * LANES;
    float4 sum = 0.0f;
    for (int i = 0; i < TAPS; i++) {
        const int row = clamp(anchor.y + i, 0, args.src_h - 1) * args.src_w;
        UNROLL for (int j = 0; j < TAPS; j++)
        {
            const int tap = row + clamp(anchor.x + j, 0, args.src_w - 1);
            sum = fma((float4)(s[i * TAPS + j]), vload4(tap * QUADS + quad, plane), sum);
        }
    }
    vstore4(sum, (sampling_plane(&args, n, block, args.h, args.w) + pixel) * QUADS + quad, dst);
}

/* How much of a pixel of the flow is read from pixel (y, x) of src: several taps, where they are clamped to it. */
static inline float weight_at(const struct gfla_sampling_args *args, int2 anchor, __global const float *s, int y, int x)
{
    float weight = 0.0f;
    for (int i = 0; i < TAPS; i++) {
        if (clamp(anchor.y + i, 0, args->src_h - 1) != y)
            continue;
        for (int j = 0; j < TAPS; j++)
            weight += clamp(anchor.x + j, 0, args->src_w - 1) == x ? s[i * TAPS + j] : 0.0f;
    }
    return weight;
}

__kernel void sampling_collect(const struct gfla_sampling_args args, __global const int2 *restrict anchors,
                               __global const float *restrict stencils, __global const int *restrict starts,
                               __global const int *restrict list, __global const float *restrict d_dst,
                               __global float *restrict d_src)
{
    const int runs = (args.blocks + BLOCKS - 1) / BLOCKS, pixels = args.h * args.w;
    const int x = (int)get_global_id(0) / QUADS, quad = (int)get_global_id(0) % QUADS, y = (int)get_global_id(1);
    const int n = (int)get_global_id(2) / runs, first = (int)get_global_id(2) % runs * BLOCKS;
    if (x >= args.src_w)
        return;
    starts += (size_t)n * (args.src_h + TAPS) + y;
    anchors += (size_t)n * pixels;
    stencils += (size_t)n * pixels * (TAPS * TAPS);
    list += (size_t)n * pixels;
    float4 sum[BLOCKS];
    UNROLL for (int b = 0; b < BLOCKS; b++) sum[b] = 0.0f;
    for (int i = starts[0]; i < starts[TAPS]; i++) {
        const int pixel = list[i];
        const int2 anchor = anchors[pixel];
        if (x < anchor.x || x >= anchor.x + TAPS)
            continue;
        const float weight = weight_at(&args, anchor, stencils + (size_t)pixel * (TAPS * TAPS), y, x);
        UNROLL for (int b = 0; b < BLOCKS; b++) if (first + b < args.blocks)
        {
            const size_t at = sampling_plane(&args, n, first + b, args.h, args.w) + pixel;
            sum[b] = fma((float4)(weight), vload4(at * QUADS + quad, d_dst), sum[b]);
        }
    }
    UNROLL for (int b = 0; b < BLOCKS; b++) if (first + b < args.blocks)
    {
        const size_t at = sampling_plane(&args, n, first + b, args.src_h, args.src_w) + y * args.src_w + x;
        vstore4(sum[b], at * QUADS + quad, d_src);
    }
}
