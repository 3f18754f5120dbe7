/* ops/local_attention.cl - weighted sum of K x K bilinear samples around each displaced position.
 *
 * dst(p) = scale * sum over taps (i, j) of weights(i K + j, p) * src(p + flow(p) + (j - K/2, i - K/2)), bilinear.
 * All taps of one p share the fraction (fx, fy), so the sum is one over (K+1) x (K+1) pixels of src with the stencil
 *     S(i, j) = (1-fx) (1-fy) w(i, j) + fx (1-fy) w(i, j-1) + (1-fx) fy w(i-1, j) + fx fy w(i-1, j-1),  w = 0 outside
 * (shared/attention_stencil.h).
 * The gradients use the same S, and dS(i, j) = scale * sum over channels of d_dst * src.
 *
 *   local_attention_fwd(args, scale, weights, src, flow, dst)
 *   local_attention_bwd_taps(args, scale, weights, src, flow, d_dst, d_weights, d_flow)
 *   local_attention_bwd_src(args, scale, weights, flow, d_dst, d_src)     a scatter, in the order of the pixels
 * and for GPUs, which sample by ops/sampling_tables.cl:
 *   local_attention_stencils(args, scale, weights, flow, anchors, stencils)       global {h*w * T*T, n}
 *   local_attention_bwd_stencils(args, scale, src, flow, d_dst, ds)       dS; global {h*w * T*T, n}
 *   local_attention_bwd_weights(args, flow, ds, d_weights)                global {h*w * 16, n}
 *   local_attention_bwd_flow(args, weights, flow, ds, d_flow)             global {h*w, n}
 * ds [n][h*w][T*T], T = K + 1.
 * weights, d_weights [n][ceil(K K / 16)][h][w][16]; src, d_src [n][blocks][src_h][src_w][16];
 * dst, d_dst [n][blocks][h][w][16]; flow, d_flow [n][1][h][w][16]. Work sizes and borders: shared/sampling.h.
 */
#include "shared/attention_stencil.h"
#include "shared/sampling_tables.h"

#define WEIGHT_BLOCKS ((K * K + 15) / 16)

static size_t weight_index(const struct gfla_sampling_args *args, int n, int block, int pixel)
{
    return (size_t)(n * WEIGHT_BLOCKS + block) * args->h * args->w + pixel;
}

static void load_weights(const struct gfla_sampling_args *args, __global const float16 *weights, int n, int pixel,
                         float *w)
{
    for (int block = 0; block < WEIGHT_BLOCKS; block++)
        vstore16(weights[weight_index(args, n, block, pixel)], block, w);
}

__kernel void local_attention_fwd(const struct gfla_sampling_args args, const float scale,
                                  __global const float16 *restrict weights, __global const float16 *restrict src,
                                  __global const float16 *restrict flow, __global float16 *restrict dst)
{
    const int n = get_global_id(2), y = get_global_id(1), first = get_global_id(0) * args.span;
    for (int x = first; x < min(first + args.span, args.w); x++) {
        const int pixel = y * args.w + x;
        const struct place place = place_of(&args, flow[sampling_pixel(&args, n, y, x)], y, x);
        float w[WEIGHT_BLOCKS * 16], s[T * T];
        load_weights(&args, weights, n, pixel, w);
        stencil_of(w, scale, place.fx, place.fy, s);
        for (int block = 0; block < args.blocks; block++) {
            __global const float16 *plane = src + sampling_plane(&args, n, block, args.src_h, args.src_w);
            dst[sampling_plane(&args, n, block, args.h, args.w) + pixel] = stencil_sum(&place, s, plane);
        }
    }
}

/* dS of the head comment. */
static void stencil_gradient(const struct gfla_sampling_args *args, float scale, __global const float16 *src,
                             __global const float16 *d_dst, const struct place *place, int n, int pixel, float *ds)
{
    float16 sum[T * T];
    for (int t = 0; t < T * T; t++)
        sum[t] = 0.0f;
    for (int block = 0; block < args->blocks; block++) {
        __global const float16 *plane = src + sampling_plane(args, n, block, args->src_h, args->src_w);
        const float16 d = d_dst[sampling_plane(args, n, block, args->h, args->w) + pixel];
#pragma unroll
        for (int i = 0; i < T; i++)
#pragma unroll
            for (int j = 0; j < T; j++)
                sum[i * T + j] = fma(d, plane[place->row[i] + place->x[j]], sum[i * T + j]);
    }
    for (int t = 0; t < T * T; t++)
        ds[t] = scale * lanes_sum(sum[t]);
}

/* Weights of all taps of one pixel from dS; returns (d_flow.x, d_flow.y). */
static float2 tap_gradients(const float *w, const float *ds, float fx, float fy, float *d_w)
{
    float2 d_flow = 0.0f;
#pragma unroll
    for (int i = 0; i < K; i++)
#pragma unroll
        for (int j = 0; j < K; j++) {
            const float s00 = ds[i * T + j], s01 = ds[i * T + j + 1];
            const float s10 = ds[(i + 1) * T + j], s11 = ds[(i + 1) * T + j + 1];
            const float top = s00 + fx * (s01 - s00), bottom = s10 + fx * (s11 - s10);
            d_w[i * K + j] = top + fy * (bottom - top);
            d_flow.x += w[i * K + j] * ((1.0f - fy) * (s01 - s00) + fy * (s11 - s10));
            d_flow.y += w[i * K + j] * (bottom - top);
        }
    return d_flow;
}

__kernel void local_attention_bwd_taps(const struct gfla_sampling_args args, const float scale,
                                       __global const float16 *restrict weights, __global const float16 *restrict src,
                                       __global const float16 *restrict flow, __global const float16 *restrict d_dst,
                                       __global float16 *restrict d_weights, __global float16 *restrict d_flow)
{
    const int n = get_global_id(2), y = get_global_id(1), first = get_global_id(0) * args.span;
    for (int x = first; x < min(first + args.span, args.w); x++) {
        const int pixel = y * args.w + x, at = sampling_pixel(&args, n, y, x);
        const struct place place = place_of(&args, flow[at], y, x);
        float w[WEIGHT_BLOCKS * 16], ds[T * T], d_w[WEIGHT_BLOCKS * 16];
        for (int i = K * K; i < WEIGHT_BLOCKS * 16; i++)
            d_w[i] = 0.0f;
        load_weights(&args, weights, n, pixel, w);
        stencil_gradient(&args, scale, src, d_dst, &place, n, pixel, ds);
        float16 d = 0.0f;
        d.lo.lo.lo = tap_gradients(w, ds, place.fx, place.fy, d_w);
        d_flow[at] = d;
        for (int block = 0; block < WEIGHT_BLOCKS; block++)
            d_weights[weight_index(&args, n, block, pixel)] = vload16(block, d_w);
    }
}

/* The scatter takes a run of pixels at a time and walks it once per stencil row. Pixel by pixel, neighbouring rows of
 * src would be written and read in turn, and where they lie a multiple of 4 KiB apart a CPU takes one for the other and
 * waits. */
#define RUN 16

struct run {
    int n, first, count; /* pixels of image n */
    struct place place[RUN];
    float s[RUN][T * T];
};

static void load_run(const struct gfla_sampling_args *args, float scale, __global const float16 *weights,
                     __global const float16 *flow, struct run *run)
{
    const int y = run->first / args->w;
    for (int p = 0; p < run->count; p++) {
        float w[WEIGHT_BLOCKS * 16];
        const int x = run->first - y * args->w + p;
        run->place[p] = place_of(args, flow[sampling_pixel(args, run->n, y, x)], y, x);
        load_weights(args, weights, run->n, run->first + p, w);
        stencil_of(w, scale, run->place[p].fx, run->place[p].fy, run->s[p]);
    }
}

/* Adds the run's part of d_src that falls into the rows [first_row, last_row), in pixels, of one plane. */
static void spread_run(const struct run *run, __global const float16 *d_dst, __global float16 *plane, int first_row,
                       int last_row)
{
    for (int i = 0; i < T; i++)
        for (int p = 0; p < run->count; p++) {
            const struct place *place = &run->place[p];
            if (place->row[i] < first_row || place->row[i] >= last_row)
                continue;
            __global float16 *row = plane + place->row[i];
#pragma unroll
            for (int j = 0; j < T; j++)
                row[place->x[j]] = fma((float16)(run->s[p][i * T + j]), d_dst[run->first + p], row[place->x[j]]);
        }
}

__kernel void local_attention_bwd_src(const struct gfla_sampling_args args, const float scale,
                                      __global const float16 *restrict weights, __global const float16 *restrict flow,
                                      __global const float16 *restrict d_dst, __global float16 *restrict d_src)
{
    const int first_block = get_global_id(1) * args.group, last_block = min(first_block + args.group, args.blocks);
    const int first_row = get_global_id(0) * args.band, last_row = min(first_row + args.band, args.src_h);
    struct run run = {.n = get_global_id(2)};
    sampling_clear(&args, d_src, run.n, first_block, last_block, first_row, last_row);
    for (int y = 0; y < args.h; y++)
        for (int x = 0; x < args.w; x += RUN) {
            run.first = y * args.w + x;
            run.count = min(RUN, args.w - x);
            load_run(&args, scale, weights, flow, &run);
            for (int block = first_block; block < last_block; block++)
                spread_run(&run, d_dst + sampling_plane(&args, run.n, block, args.h, args.w),
                           d_src + sampling_plane(&args, run.n, block, args.src_h, args.src_w), first_row * args.src_w,
                           last_row * args.src_w);
        }
}

/* The weight of tap (i, j), 0 where there is none; weights: of this pixel. */
static inline float weight_of(__global const float *weights, int block_step, int i, int j)
{
    const int k = i * K + j;
    return i < 0 || j < 0 || i >= K || j >= K ? 0.0f : weights[(size_t)(k / LANES) * block_step + k % LANES];
}

__kernel void local_attention_stencils(const struct gfla_sampling_args args, const float scale,
                                       __global const float *restrict weights, __global const float *restrict flow,
                                       __global int2 *restrict anchors, __global float *restrict stencils)
{
    const int pixel = get_global_id(0) / (T * T), t = get_global_id(0) % (T * T), n = get_global_id(1);
    const int y = pixel / args.w, x = pixel % args.w, i = t / T, j = t % T, step = args.h * args.w * LANES;
    if (y >= args.h)
        return;
    const int at = sampling_pixel(&args, n, y, x);
    const float2 shift = vload2(0, flow + (size_t)at * LANES);
    const float px = sampling_position(x, shift.x, args.offset), py = sampling_position(y, shift.y, args.offset);
    const float fx = px - floor(px), fy = py - floor(py);
    __global const float *w = weights + weight_index(&args, n, 0, pixel) * LANES;
    const float top = (1.0f - fx) * weight_of(w, step, i, j) + fx * weight_of(w, step, i, j - 1);
    const float bottom = (1.0f - fx) * weight_of(w, step, i - 1, j) + fx * weight_of(w, step, i - 1, j - 1);
    stencils[(size_t)at * (T * T) + t] = scale * ((1.0f - fy) * top + fy * bottom);
    if (t == 0)
        anchors[at] = sampling_anchor(&args, (int)floor(px) - K / 2, (int)floor(py) - K / 2, T);
}

__kernel void local_attention_bwd_stencils(const struct gfla_sampling_args args, const float scale,
                                           __global const float16 *restrict src, __global const float16 *restrict flow,
                                           __global const float16 *restrict d_dst, __global float *restrict ds)
{
    const int pixel = get_global_id(0) / (T * T), t = get_global_id(0) % (T * T), n = get_global_id(1);
    const int y = pixel / args.w, x = pixel % args.w;
    if (y >= args.h)
        return;
    const float16 shift = flow[sampling_pixel(&args, n, y, x)];
    const int left = (int)floor(sampling_position(x, shift.s0, args.offset)) - K / 2 + t % T;
    const int top = (int)floor(sampling_position(y, shift.s1, args.offset)) - K / 2 + t / T;
    const int tap = clamp(top, 0, args.src_h - 1) * args.src_w + clamp(left, 0, args.src_w - 1);
    float16 sum = 0.0f;
    for (int block = 0; block < args.blocks; block++)
        sum = fma(d_dst[sampling_plane(&args, n, block, args.h, args.w) + pixel],
                  src[sampling_plane(&args, n, block, args.src_h, args.src_w) + tap], sum);
    ds[((size_t)n * args.h * args.w + pixel) * (T * T) + t] = scale * lanes_sum(sum);
}

/* How the sum of a pixel changes with tap (i, j): by its weight (x), and for a unit of it along x and y (y, z). ds: of
 * this pixel. */
static inline float3 slope_of(__global const float *ds, int i, int j, float fx, float fy)
{
    const float s00 = ds[i * T + j], s01 = ds[i * T + j + 1], s10 = ds[(i + 1) * T + j], s11 = ds[(i + 1) * T + j + 1];
    const float top = s00 + fx * (s01 - s00), bottom = s10 + fx * (s11 - s10);
    return (float3)(top + fy * (bottom - top), (1.0f - fy) * (s01 - s00) + fy * (s11 - s10), bottom - top);
}

__kernel void local_attention_bwd_weights(const struct gfla_sampling_args args, __global const float *restrict flow,
                                          __global const float *restrict ds, __global float *restrict d_weights)
{
    const int pixel = get_global_id(0) / LANES, lane = get_global_id(0) % LANES, n = get_global_id(1);
    const int y = pixel / args.w, x = pixel % args.w;
    if (y >= args.h)
        return;
    const int at = sampling_pixel(&args, n, y, x);
    const float2 shift = vload2(0, flow + (size_t)at * LANES);
    const float px = sampling_position(x, shift.x, args.offset), py = sampling_position(y, shift.y, args.offset);
    for (int block = 0; block < WEIGHT_BLOCKS; block++) {
        const int k = block * LANES + lane;
        const size_t to = weight_index(&args, n, block, pixel) * LANES + lane;
        d_weights[to] =
            k < K * K ? slope_of(ds + (size_t)at * (T * T), k / K, k % K, px - floor(px), py - floor(py)).x : 0.0f;
    }
}

__kernel void local_attention_bwd_flow(const struct gfla_sampling_args args, __global const float *restrict weights,
                                       __global const float *restrict flow, __global const float *restrict ds,
                                       __global float *restrict d_flow)
{
    const int pixel = get_global_id(0), n = get_global_id(1), y = pixel / args.w, x = pixel % args.w;
    if (y >= args.h)
        return;
    const int at = sampling_pixel(&args, n, y, x), step = args.h * args.w * LANES;
    const float2 shift = vload2(0, flow + (size_t)at * LANES);
    const float px = sampling_position(x, shift.x, args.offset), py = sampling_position(y, shift.y, args.offset);
    __global const float *w = weights + weight_index(&args, n, 0, pixel) * LANES;
    float2 sum = 0.0f;
    for (int k = 0; k < K * K; k++)
        sum += weight_of(w, step, k / K, k % K) *
               slope_of(ds + (size_t)at * (T * T), k / K, k % K, px - floor(px), py - floor(py)).yz;
    vstore16((float16)(sum, (float2)(0.0f), (float4)(0.0f), (float8)(0.0f)), at, d_flow);
}
