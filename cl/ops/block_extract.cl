/* ops/block_extract.cl - the K x K bilinear samples around each displaced position, written out side by side.
 *
 * dst(y K + i, x K + j) = src(y + flow.y + i - K/2, x + flow.x + j - K/2), bilinear. K K times larger than src: for
 * tests and small maps; local_attention does without it.
 *
 *   block_extract_fwd(args, src, flow, dst)
 *   block_extract_bwd_flow(args, src, flow, d_dst, d_flow)
 *   block_extract_bwd_src(args, flow, d_dst, d_src)               a scatter, in the order of the pixels
 * and for GPUs, with lists of ops/sampling_tables.cl, whose taps are K + 1:
 *   block_extract_anchors(args, flow, anchors)                    global {h*w, n}
 *   block_extract_collect(args, flow, anchors, starts, list, d_dst, d_src)        as sampling_collect
 * src, d_src [n][blocks][src_h][src_w][16]; dst, d_dst [n][blocks][h K][w K][16]; flow, d_flow [n][1][h][w][16].
 * Work sizes and borders: shared/sampling.h.
 */
#include "shared/sampling_tables.h"

#ifndef K
#define K 3
#endif

/* The four corners of one tap and their weights, and the fraction. */
struct corners {
    int at[4];
    float p[4], fx, fy;
};

static struct corners corners_of(const struct gfla_sampling_args *args, float16 flow, int y, int x, int i, int j)
{
    const float px = sampling_position(x, flow.s0, 0), py = sampling_position(y, flow.s1, 0);
    const float fx = px - floor(px), fy = py - floor(py);
    const int left = (int)floor(px) + j - K / 2, top = (int)floor(py) + i - K / 2;
    const int x0 = clamp(left, 0, args->src_w - 1), x1 = clamp(left + 1, 0, args->src_w - 1);
    const int y0 = clamp(top, 0, args->src_h - 1) * args->src_w, y1 = clamp(top + 1, 0, args->src_h - 1) * args->src_w;
    const struct corners corners = {
        .at = {y0 + x0, y0 + x1, y1 + x0, y1 + x1},
        .p = {(1.0f - fx) * (1.0f - fy), fx * (1.0f - fy), (1.0f - fx) * fy, fx * fy},
        .fx = fx,
        .fy = fy,
    };
    return corners;
}

/* Where tap (i, j) of pixel (y, x) lies in dst. */
static size_t tap_index(const struct gfla_sampling_args *args, int n, int block, int y, int x, int i, int j)
{
    return sampling_plane(args, n, block, args->h * K, args->w * K) + (size_t)(y * K + i) * (args->w * K) + x * K + j;
}

__kernel void block_extract_fwd(const struct gfla_sampling_args args, __global const float16 *restrict src,
                                __global const float16 *restrict flow, __global float16 *restrict dst)
{
    const int n = get_global_id(2), y = get_global_id(1), first = get_global_id(0) * args.span;
    for (int x = first; x < min(first + args.span, args.w); x++)
        for (int tap = 0; tap < K * K; tap++) {
            const struct corners c = corners_of(&args, flow[sampling_pixel(&args, n, y, x)], y, x, tap / K, tap % K);
            for (int block = 0; block < args.blocks; block++) {
                __global const float16 *plane = src + sampling_plane(&args, n, block, args.src_h, args.src_w);
                float16 sum = 0.0f;
                for (int i = 0; i < 4; i++)
                    sum = fma((float16)(c.p[i]), plane[c.at[i]], sum);
                dst[tap_index(&args, n, block, y, x, tap / K, tap % K)] = sum;
            }
        }
}

__kernel void block_extract_bwd_flow(const struct gfla_sampling_args args, __global const float16 *restrict src,
                                     __global const float16 *restrict flow, __global const float16 *restrict d_dst,
                                     __global float16 *restrict d_flow)
{
    const int n = get_global_id(2), y = get_global_id(1), first = get_global_id(0) * args.span;
    for (int x = first; x < min(first + args.span, args.w); x++) {
        float16 along_x = 0.0f, along_y = 0.0f;
        for (int tap = 0; tap < K * K; tap++) {
            const struct corners c = corners_of(&args, flow[sampling_pixel(&args, n, y, x)], y, x, tap / K, tap % K);
            for (int block = 0; block < args.blocks; block++) {
                __global const float16 *plane = src + sampling_plane(&args, n, block, args.src_h, args.src_w);
                const float16 s00 = plane[c.at[0]], s01 = plane[c.at[1]], s10 = plane[c.at[2]], s11 = plane[c.at[3]];
                const float16 d = d_dst[tap_index(&args, n, block, y, x, tap / K, tap % K)];
                along_x += d * ((1.0f - c.fy) * (s01 - s00) + c.fy * (s11 - s10));
                along_y += d * ((1.0f - c.fx) * (s10 - s00) + c.fx * (s11 - s01));
            }
        }
        float16 d = 0.0f;
        d.lo.lo.lo = (float2)(lanes_sum(along_x), lanes_sum(along_y));
        d_flow[sampling_pixel(&args, n, y, x)] = d;
    }
}

__kernel void block_extract_bwd_src(const struct gfla_sampling_args args, __global const float16 *restrict flow,
                                    __global const float16 *restrict d_dst, __global float16 *restrict d_src)
{
    const int n = get_global_id(2), first_block = get_global_id(1) * args.group;
    const int last_block = min(first_block + args.group, args.blocks);
    const int first_row = get_global_id(0) * args.band, last_row = min(first_row + args.band, args.src_h);
    sampling_clear(&args, d_src, n, first_block, last_block, first_row, last_row);
    for (int at = 0; at < args.h * args.w * K * K; at++) {
        const int tap = at % (K * K), x = at / (K * K) % args.w, y = at / (K * K) / args.w;
        const struct corners c = corners_of(&args, flow[sampling_pixel(&args, n, y, x)], y, x, tap / K, tap % K);
        for (int block = first_block; block < last_block; block++) {
            __global float16 *plane = d_src + sampling_plane(&args, n, block, args.src_h, args.src_w);
            const float16 d = d_dst[tap_index(&args, n, block, y, x, tap / K, tap % K)];
            for (int i = 0; i < 4; i++)
                if (c.at[i] >= first_row * args.src_w && c.at[i] < last_row * args.src_w)
                    plane[c.at[i]] += c.p[i] * d;
        }
    }
}

#define QUADS (LANES / 4)
#define RUN_BLOCKS 4

__kernel void block_extract_anchors(const struct gfla_sampling_args args, __global const float16 *restrict flow,
                                    __global int2 *restrict anchors)
{
    const int pixel = get_global_id(0), n = get_global_id(1), y = pixel / args.w, x = pixel % args.w;
    if (y >= args.h)
        return;
    const int at = sampling_pixel(&args, n, y, x);
    anchors[at] = sampling_anchor(&args, (int)floor(sampling_position(x, flow[at].s0, 0)) - K / 2,
                                  (int)floor(sampling_position(y, flow[at].s1, 0)) - K / 2, K + 1);
}

/* How much of a tap that begins at `first` is read from place `at` of an axis. */
static inline float share_of(int first, float fraction, int at, int size)
{
    return (clamp(first, 0, size - 1) == at ? 1.0f - fraction : 0.0f) +
           (clamp(first + 1, 0, size - 1) == at ? fraction : 0.0f);
}

/* Adds what the taps of a pixel of the flow read from pixel (y, x) of src, in the run of blocks from `first` on. */
static inline void collect_pixel(const struct gfla_sampling_args *args, float16 flow, int2 anchor, int n, int pixel,
                                 int y, int x, int first, int quad, __global const float *d_dst, float4 *sum)
{
    const int flow_y = pixel / args->w, flow_x = pixel % args->w;
    const float px = sampling_position(flow_x, flow.s0, 0), py = sampling_position(flow_y, flow.s1, 0);
    for (int tap = 0; tap < K * K; tap++) {
        const int i = tap / K, j = tap % K;
        const float weight = share_of(anchor.y + i, py - floor(py), y, args->src_h) *
                             share_of(anchor.x + j, px - floor(px), x, args->src_w);
        for (int b = 0; b < RUN_BLOCKS && first + b < args->blocks && weight != 0.0f; b++) {
            const size_t at = tap_index(args, n, first + b, flow_y, flow_x, i, j);
            sum[b] = fma((float4)(weight), vload4(at * QUADS + quad, d_dst), sum[b]);
        }
    }
}

__kernel void block_extract_collect(const struct gfla_sampling_args args, __global const float16 *restrict flow,
                                    __global const int2 *restrict anchors, __global const int *restrict starts,
                                    __global const int *restrict list, __global const float *restrict d_dst,
                                    __global float *restrict d_src)
{
    const int runs = (args.blocks + RUN_BLOCKS - 1) / RUN_BLOCKS, pixels = args.h * args.w;
    const int x = (int)get_global_id(0) / QUADS, quad = (int)get_global_id(0) % QUADS, y = (int)get_global_id(1);
    const int n = (int)get_global_id(2) / runs, first = (int)get_global_id(2) % runs * RUN_BLOCKS;
    if (x >= args.src_w)
        return;
    starts += (size_t)n * (args.src_h + K + 1) + y;
    float4 sum[RUN_BLOCKS];
    for (int b = 0; b < RUN_BLOCKS; b++)
        sum[b] = 0.0f;
    for (int i = starts[0]; i < starts[K + 1]; i++) {
        const int pixel = list[(size_t)n * pixels + i];
        const int2 anchor = anchors[(size_t)n * pixels + pixel];
        if (x >= anchor.x && x <= anchor.x + K)
            collect_pixel(&args, flow[(size_t)n * pixels + pixel], anchor, n, pixel, y, x, first, quad, d_dst, sum);
    }
    for (int b = 0; b < RUN_BLOCKS && first + b < args.blocks; b++)
        vstore4(sum[b],
                (sampling_plane(&args, n, first + b, args.src_h, args.src_w) + y * args.src_w + x) * QUADS + quad,
                d_src);
}
