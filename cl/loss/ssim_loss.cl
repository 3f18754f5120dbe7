/* loss/ssim_loss.cl - 1 - structural similarity, in Gaussian windows of 11 x 11 pixels (sigma 1.5) inside the image.
 *
 *   ssim_loss_pack(args, a, b, moments)                              one work-item per pixel
 *   ssim_loss_across(args, moments, across)                          one per pixel of across
 *   ssim_loss_down(args, across, weight, slopes, partial)            one group per chunk of windows
 *   ssim_loss_up(args, slopes, up)                                   one per pixel of up
 *   ssim_loss_bwd(args, a, b, up, coefficient, d_loss, d_a)          one per pixel
 * a, b, d_a [n][1][h][w][16] (lanes 0 .. c-1, c at most 3) in -1 .. 1; weight [n][1][h][w][16] (lane 0) or null;
 * moments [n][h][w][16]: u, v, u u, v v, u v of three channels, u = (a - 1) / 2, v = (b - 1) / 2: 0 where images are
 * white, whose variance is then exactly 0; across, up [n][h][w-10][16]; slopes [n][h-10][w-10][16]: the derivatives of
 * weight * similarity by the means of u, u u and u v (lanes 0 .. 8); partial [chunks][2]. */
#include "shared/partial.h"
#include "shared/ssim_loss.h"

__constant float taps[GFLA_SSIM_WINDOW] = {0.00102838008f, 0.00759875813f, 0.0360007721f, 0.109360689f,
                                           0.213005537f,   0.266011725f,   0.213005537f,  0.109360689f,
                                           0.0360007721f,  0.00759875813f, 0.00102838008f};

/* Of images in 0 .. 1. */
#define C1 1e-4f
#define C2 9e-4f

static int windows_across(const struct gfla_ssim_loss_args *args)
{
    return args->w - GFLA_SSIM_WINDOW + 1;
}

static int windows_down(const struct gfla_ssim_loss_args *args)
{
    return args->h - GFLA_SSIM_WINDOW + 1;
}

static float3 halved(__global const float *image, int pixel)
{
    return (vload3(0, image + (size_t)pixel * 16) - 1) * 0.5f;
}

__kernel void ssim_loss_pack(const struct gfla_ssim_loss_args args, __global const float *restrict a,
                             __global const float *restrict b, __global float *restrict moments)
{
    const int i = get_global_id(0);
    if (i >= args.n * args.h * args.w)
        return;
    const float3 u = halved(a, i), v = halved(b, i), uu = u * u, vv = v * v, uv = u * v;
    vstore16((float16)(u, v, uu, vv, uv, 0), i, moments);
}

__kernel void ssim_loss_across(const struct gfla_ssim_loss_args args, __global const float *restrict moments,
                               __global float *restrict across)
{
    const int i = get_global_id(0), w = windows_across(&args);
    if (i >= args.n * args.h * w)
        return;
    moments += ((size_t)(i / w) * args.w + i % w) * 16;
    float16 sum = 0;
    for (int k = 0; k < GFLA_SSIM_WINDOW; k++)
        sum += taps[k] * vload16(k, moments);
    vstore16(sum, i, across);
}

/* The similarity of three channels from the moments of a window, and its derivatives by the means of u, u u, u v. */
static float3 similarity(float16 m, float16 *slope)
{
    const float3 u = m.s012, v = m.s345, a = u + 1, b = v + 1;
    const float3 a1 = 2 * a * b + C1, a2 = 2 * (m.scde - u * v) + C2;
    const float3 b1 = a * a + b * b + C1, b2 = m.s678 - u * u + m.s9ab - v * v + C2;
    const float3 inverse = 1 / (b1 * b2), s = a1 * a2 * inverse;
    const float3 by_u = 2 * (b * a2 - v * a1) * inverse + 2 * s * (u / b2 - a / b1);
    const float3 by_uu = -s / b2, by_uv = 2 * a1 * inverse;
    *slope = (float16)(by_u, by_uu, by_uv, (float3)0, (float3)0, 0);
    return s;
}

static float16 kept(float16 slope, int c)
{
    return select((float16)0, slope, (int16)(0, 1, 2, 0, 1, 2, 0, 1, 2, 9, 9, 9, 9, 9, 9, 9) < (int16)c);
}

__kernel GROUPED void ssim_loss_down(const struct gfla_ssim_loss_args args, __global const float *restrict across,
                                     __global const float *restrict weight, __global float *restrict slopes,
                                     __global float *restrict partial)
{
    GROUP_SCRATCH(scratch, 1);
    const int part = GROUP_INDEX, w = windows_across(&args), h = windows_down(&args);
    const int first = part * args.chunk, last = min(first + args.chunk, args.n * h * w);
    float3 sum = 0;
    float weight_sum = 0;
    for (int i = first + GROUP_ITEM; i < last; i += GROUP) {
        const int n = i / (h * w), y = i / w % h, x = i % w;
        __global const float *from = across + ((size_t)(n * args.h + y) * w + x) * 16;
        float16 m = 0, slope;
        for (int k = 0; k < GFLA_SSIM_WINDOW; k++)
            m += taps[k] * vload16(k * w, from);
        const size_t middle = (size_t)(n * args.h + y + GFLA_SSIM_MIDDLE) * args.w + x + GFLA_SSIM_MIDDLE;
        const float of_window = args.weighted ? weight[middle * 16] : 1;
        sum += of_window * (1 - similarity(m, &slope));
        weight_sum += of_window;
        vstore16(of_window * kept(slope, args.c), i, slopes);
    }
    store_partial(sum.x + (args.c > 1 ? sum.y : 0) + (args.c > 2 ? sum.z : 0), weight_sum, part, partial, scratch);
}

__kernel void ssim_loss_up(const struct gfla_ssim_loss_args args, __global const float *restrict slopes,
                           __global float *restrict up)
{
    const int i = get_global_id(0), w = windows_across(&args), h = windows_down(&args);
    if (i >= args.n * args.h * w)
        return;
    const int n = i / (args.h * w), y = i / w % args.h, x = i % w;
    const int first = max(0, y - h + 1), last = min(GFLA_SSIM_WINDOW - 1, y);
    slopes += ((size_t)n * h * w + x) * 16;
    float16 sum = 0;
    for (int k = first; k <= last; k++)
        sum += taps[k] * vload16((y - k) * w, slopes);
    vstore16(sum, i, up);
}

__kernel void ssim_loss_bwd(const struct gfla_ssim_loss_args args, __global const float *restrict a,
                            __global const float *restrict b, __global const float *restrict up,
                            __global const float *restrict coefficient, __global const float *restrict d_loss,
                            __global float *restrict d_a)
{
    const int i = get_global_id(0), w = windows_across(&args);
    if (i >= args.n * args.h * args.w)
        return;
    const int x = i % args.w, first = max(0, x - w + 1), last = min(GFLA_SSIM_WINDOW - 1, x);
    up += (size_t)(i / args.w) * w * 16;
    float16 sum = 0;
    for (int k = first; k <= last; k++)
        sum += taps[k] * vload16(x - k, up);
    const float3 d = sum.s012 + 2 * halved(a, i) * sum.s345 + halved(b, i) * sum.s678;
    const float3 scaled = -0.5f * d_loss[0] * coefficient[0] * d;
    vstore16((float16)(scaled, (float3)0, (float3)0, (float3)0, (float3)0, 0), i, d_a);
}
