/* ops/attention_fused.cl - local attention from the convolutions of its first layer to its blended result, in one pass.
 *
 * For each pixel p, with h = leaky(of_target(p) + bilinear(of_src, p + flow(p))):
 *     taps = softmax(weights h + bias),  found = scale * sum over taps t of taps(t) * bilinear(src, p + flow(p) + t)
 *     dst = found, or, where base is no null pointer: base (1 - mask) + found mask
 *
 * attention_fused_pack  weights [K*K][hidden] and bias to packed [1 + 16 * blocks of hidden][NV*16]: the bias, then a
 *                       row for each hidden channel; global {16 * blocks of hidden}
 * attention_fused       global {ceil(w / 8), h, n}
 * of_target [n][hidden_blocks][h][w][16]; of_src the same on a grid K/2 wider on each side of src; src
 * [n][blocks][src_h][src_w][16]; flow, mask [n][1][h][w][16]; base, dst [n][blocks][h][w][16]. Made for wide vectors: a
 * work-item takes eight pixels of a row, so that each row of the weights serves all of them. */
#include "shared/attention_stencil.h"

#define NV ((K * K + LANES - 1) / LANES)
#define PIXELS 8
#define UNROLL _Pragma("unroll")
#define NOWHERE (-1e30f) /* the logit of a lane without a tap */

__kernel void attention_fused_pack(const int hidden, __global const float *restrict weights,
                                   __global const float *restrict bias, __global float *restrict packed)
{
    const int channel = (int)get_global_id(0);
    for (int t = 0; t < NV * LANES; t++) {
        packed[(channel + 1) * NV * LANES + t] = t < K * K && channel < hidden ? weights[t * hidden + channel] : 0.f;
        if (channel == 0)
            packed[t] = t < K * K ? bias[t] : NOWHERE;
    }
}

/* The four pixels of a bilinear sample, clamped one by one, and their weights. */
struct corners {
    int at[4];
    float weight[4];
};

static struct corners corners_of(const struct gfla_sampling_args *args, float16 flow, int y, int x)
{
    const int margin = K / 2, h = args->src_h + 2 * margin, w = args->src_w + 2 * margin;
    const float px = sampling_position(x, flow.s0, margin), py = sampling_position(y, flow.s1, margin);
    const float fx = px - floor(px), fy = py - floor(py);
    const int x0 = clamp((int)floor(px), 0, w - 1), x1 = clamp((int)floor(px) + 1, 0, w - 1);
    const int y0 = clamp((int)floor(py), 0, h - 1) * w, y1 = clamp((int)floor(py) + 1, 0, h - 1) * w;
    const struct corners c = {{y0 + x0, y0 + x1, y1 + x0, y1 + x1},
                              {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy}};
    return c;
}

/* One block of the hidden layer for the pixels of a work-item: 16 channels each. */
static inline void hidden_block(__global const float16 *of_target, __global const float16 *of_src,
                                const struct corners *corners, int n_pixels, float slope, float *hidden)
{
    for (int i = 0; i < n_pixels; i++) {
        float16 v = of_target[i];
        UNROLL for (int j = 0; j < 4; j++) v = fma((float16)(corners[i].weight[j]), of_src[corners[i].at[j]], v);
        vstore16(select(slope * v, v, v > 0.f), i, hidden);
    }
}

static inline float lanes_max(float16 v)
{
    const float8 a = fmax(v.lo, v.hi);
    const float4 b = fmax(a.lo, a.hi);
    const float2 d = fmax(b.lo, b.hi);
    return fmax(d.x, d.y);
}

static inline void softmax(const float16 *logits, float *taps)
{
    float16 most = logits[0], sum = 0.f, e[NV];
    UNROLL for (int j = 1; j < NV; j++) most = fmax(most, logits[j]);
    const float peak = lanes_max(most);
    UNROLL for (int j = 0; j < NV; j++)
    {
        e[j] = exp(logits[j] - peak);
        sum += e[j];
    }
    const float factor = 1.f / lanes_sum(sum);
    UNROLL for (int j = 0; j < NV; j++) vstore16(e[j] * factor, j, taps);
}

/* The stencil over src and the blend, of one pixel. */
static void store_pixel(const struct gfla_sampling_args *args, const float *taps, float scale, int n, int y, int x,
                        float16 flow, __global const float16 *src, __global const float16 *base, float mask,
                        __global float16 *dst)
{
    const struct place place = place_of(args, flow, y, x);
    float s[T * T];
    stencil_of(taps, scale, place.fx, place.fy, s);
    for (int block = 0; block < args->blocks; block++) {
        const size_t at = sampling_plane(args, n, block, args->h, args->w) + y * args->w + x;
        float16 v = stencil_sum(&place, s, src + sampling_plane(args, n, block, args->src_h, args->src_w));
        if (base)
            v = base[at] * (1.f - mask) + v * mask;
        dst[at] = v;
    }
}

__kernel void attention_fused(const struct gfla_sampling_args args, const int hidden_blocks, const float slope,
                              const float scale, __global const float16 *restrict of_target,
                              __global const float16 *restrict of_src, __global const float *restrict packed,
                              __global const float16 *restrict flow, __global const float16 *restrict src,
                              __global const float16 *restrict base, __global const float16 *restrict mask,
                              __global float16 *restrict dst)
{
    const int n = (int)get_global_id(2), y = (int)get_global_id(1), x0 = (int)get_global_id(0) * PIXELS;
    const int n_pixels = min(PIXELS, args.w - x0), first = sampling_pixel(&args, n, y, x0);
    const int src_plane = (args.src_h + K / 2 * 2) * (args.src_w + K / 2 * 2);
    struct corners corners[PIXELS];
    float hidden[PIXELS * LANES], taps[NV * LANES];
    float16 c[PIXELS][NV];
    for (int i = n_pixels * LANES; i < PIXELS * LANES; i++)
        hidden[i] = 0.f;
    for (int i = 0; i < n_pixels; i++)
        corners[i] = corners_of(&args, flow[first + i], y, x0 + i);
    UNROLL for (int i = 0; i < PIXELS; i++) UNROLL for (int j = 0; j < NV; j++) c[i][j] = vload16(j, packed);
    for (int block = 0; block < hidden_blocks; block++) {
        const int plane = n * hidden_blocks + block;
        hidden_block(of_target + (plane * args.h + y) * args.w + x0, of_src + (size_t)plane * src_plane, corners,
                     n_pixels, slope, hidden);
        UNROLL for (int k = 0; k < LANES; k++)
        {
            __global const float *row = packed + (1 + block * LANES + k) * NV * LANES;
            float16 b[NV];
            UNROLL for (int j = 0; j < NV; j++) b[j] = vload16(j, row);
            UNROLL for (int i = 0; i < PIXELS; i++) UNROLL for (int j = 0; j < NV; j++) c[i][j] =
                fma((float16)(hidden[i * LANES + k]), b[j], c[i][j]);
        }
    }
    for (int i = 0; i < n_pixels; i++) {
        softmax(c[i], taps);
        store_pixel(&args, taps, scale, n, y, x0 + i, flow[first + i], src, base, base ? mask[first + i].s0 : 0.f, dst);
    }
}
