/* ops/splat_alpha.cl - how much of each pixel of a view is covered by the points of another, as soft dots.
 *
 *   splat_alpha_clear(args, sums)                              one work-item per pixel of the result
 *   splat_alpha_scatter(args, value, mask, camera, sums)       one per source pixel; once per surface and camera
 *   splat_alpha_finish(args, sums, dst)                        one per pixel of the result
 *   splat_alpha_bwd(args, value, mask, camera, sums, d_dst, accumulate, d_value)   one per source pixel
 * value, mask, d_value [n][1][h][w][16] (lane 0), camera [n][12], sums [n][h/stride][w/stride] as uint, dst, d_dst
 * [n][1][h/stride][w/stride][16] (lane 0). With `accumulate` d_value is added to: the second camera's share.
 * dst = 1 - exp(-sum of all dots). Whole numbers are summed, so the order does not matter; the gradient of a point is
 * gathered from the pixels under its dot. The camera takes target points to the source: p = R^T (q - t). */
#include "shared/splat_alpha.h"

/* Where a point comes to lie, in pixels of the result, how far its neighbours are, and how these change with depth. */
struct place {
    float x, y, m;
    float d_x, d_y, d_m;
};

static float3 turned(__global const float *camera, float3 q)
{
    return (float3)(camera[0] * q.x + camera[3] * q.y + camera[6] * q.z,
                    camera[1] * q.x + camera[4] * q.y + camera[7] * q.z,
                    camera[2] * q.x + camera[5] * q.y + camera[8] * q.z);
}

/* The source pixel at depth d. Returns whether it is in front of the camera. */
static bool find_place(const struct gfla_splat_alpha_args *args, __global const float *camera, int pixel, float d,
                       struct place *to)
{
    const float3 ray = {((2 * (pixel % args->w) + 1) / (float)args->w - 1) * args->tan_half_fov,
                        ((2 * (pixel / args->w) + 1) / (float)args->h - 1) * args->tan_half_fov, 1};
    const float3 e = turned(camera, ray), p = turned(camera, ray * d - (float3)(camera[9], camera[10], camera[11]));
    if (!(p.z > 0.01f * args->centre))
        return false;
    const float half_w = 0.5f * (args->w / args->stride), half_h = 0.5f * (args->h / args->stride);
    const float inverse = 1 / p.z, scale = inverse / args->tan_half_fov;
    to->x = (p.x * scale + 1) * half_w - 0.5f;
    to->y = (p.y * scale + 1) * half_h - 0.5f;
    to->d_x = (e.x - p.x * inverse * e.z) * scale * half_w;
    to->d_y = (e.y - p.y * inverse * e.z) * scale * half_h;
    to->m = d * inverse / args->stride;
    to->d_m = (1 - d * inverse * e.z) * inverse / args->stride;
    if (to->m > GFLA_SPLAT_ALPHA_MOST_SPACING) {
        to->m = GFLA_SPLAT_ALPHA_MOST_SPACING;
        to->d_m = 0;
    }
    return true;
}

/* The pixels of the result under a dot: first and last column, first and last row. */
static int4 box_of(const struct gfla_splat_alpha_args *args, const struct place *at, float radius2)
{
    const float r = sqrt(radius2), w = args->w / args->stride, h = args->h / args->stride;
    return (int4)((int)clamp(ceil(at->x - r), 0.0f, w), (int)clamp(floor(at->x + r), -1.0f, w - 1),
                  (int)clamp(ceil(at->y - r), 0.0f, h), (int)clamp(floor(at->y + r), -1.0f, h - 1));
}

static int result_area(const struct gfla_splat_alpha_args *args)
{
    return (args->h / args->stride) * (args->w / args->stride);
}

__kernel void splat_alpha_clear(const struct gfla_splat_alpha_args args, __global uint *restrict sums)
{
    const int i = get_global_id(0);
    if (i < args.n * result_area(&args))
        sums[i] = 0;
}

__kernel void splat_alpha_scatter(const struct gfla_splat_alpha_args args, __global const float *restrict value,
                                  __global const float *restrict mask, __global const float *restrict camera,
                                  volatile __global uint *restrict sums)
{
    const int i = get_global_id(0), area = args.h * args.w;
    struct place at;
    if (i >= args.n * area || !(mask[(size_t)i * 16] > 0))
        return;
    const float d = args.centre + args.range * value[(size_t)i * 16];
    if (!find_place(&args, camera + i / area * 12, i % area, d, &at))
        return;
    const float radius2 = 1 + GFLA_SPLAT_ALPHA_GROWTH * at.m * at.m, g = 1 / radius2;
    const float peak = fmin(mask[(size_t)i * 16], 1.0f) * GFLA_SPLAT_ALPHA_PEAK * at.m * at.m * g;
    const int4 box = box_of(&args, &at, radius2);
    sums += (size_t)(i / area) * result_area(&args);
    for (int y = box.s2; y <= box.s3; y++)
        for (int x = box.s0; x <= box.s1; x++) {
            const float q = 1 - ((x - at.x) * (x - at.x) + (y - at.y) * (y - at.y)) * g;
            if (q > 0)
                atomic_add(sums + y * (args.w / args.stride) + x, (uint)(peak * q * q * args.unit + 0.5f));
        }
}

__kernel void splat_alpha_finish(const struct gfla_splat_alpha_args args, __global const uint *restrict sums,
                                 __global float *restrict dst)
{
    const int i = get_global_id(0);
    if (i >= args.n * result_area(&args))
        return;
    float16 v = 0;
    v.s0 = -expm1(-(float)sums[i] / args.unit);
    vstore16(v, i, dst);
}

/* The gradient with respect to the depth of a point at `at`, less the factor of its mask. sums, d_dst: of this image. */
static float depth_gradient(const struct gfla_splat_alpha_args *args, const struct place *at, __global const uint *sums,
                            __global const float *d_dst)
{
    const float radius2 = 1 + GFLA_SPLAT_ALPHA_GROWTH * at->m * at->m, g = 1 / radius2;
    const float peak = GFLA_SPLAT_ALPHA_PEAK * at->m * at->m * g;
    const int4 box = box_of(args, at, radius2);
    float d_x = 0, d_y = 0, d_peak = 0, d_g = 0;
    for (int y = box.s2; y <= box.s3; y++)
        for (int x = box.s0; x <= box.s1; x++) {
            const int pixel = y * (args->w / args->stride) + x;
            const float ox = x - at->x, oy = y - at->y, r2 = ox * ox + oy * oy, q = 1 - r2 * g;
            const float d_sum = q > 0 ? d_dst[pixel * 16] * exp(-(float)sums[pixel] / args->unit) : 0;
            d_x += d_sum * 4 * peak * q * g * ox;
            d_y += d_sum * 4 * peak * q * g * oy;
            d_peak += d_sum * q * q;
            d_g -= d_sum * 2 * peak * q * r2;
        }
    /* peak = PEAK m^2 g, g = 1 / (1 + GROWTH m^2) */
    const float g_m = -2 * GFLA_SPLAT_ALPHA_GROWTH * at->m * g * g;
    const float peak_m = 2 * GFLA_SPLAT_ALPHA_PEAK * at->m * g * g;
    return d_x * at->d_x + d_y * at->d_y + (d_peak * peak_m + d_g * g_m) * at->d_m;
}

__kernel void splat_alpha_bwd(const struct gfla_splat_alpha_args args, __global const float *restrict value,
                              __global const float *restrict mask, __global const float *restrict camera,
                              __global const uint *restrict sums, __global const float *restrict d_dst, int accumulate,
                              __global float *restrict d_value)
{
    const int i = get_global_id(0), area = args.h * args.w;
    if (i >= args.n * area)
        return;
    struct place at;
    const float a = fmin(mask[(size_t)i * 16], 1.0f), d = args.centre + args.range * value[(size_t)i * 16];
    const size_t first = (size_t)(i / area) * result_area(&args);
    float16 v = accumulate ? vload16(i, d_value) : 0;
    if (a > 0 && find_place(&args, camera + i / area * 12, i % area, d, &at))
        v.s0 += a * args.range * depth_gradient(&args, &at, sums + first, d_dst + first * 16);
    vstore16(v, i, d_value);
}
