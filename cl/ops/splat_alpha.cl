/* ops/splat_alpha.cl - how much of each pixel of a view is covered by the points of another, as soft dots.
 *
 *   splat_alpha_clear(args, sums)                              one work-item per number of sums
 *   splat_alpha_scatter(args, value, mask, camera, mirror, sums)       one per source pixel; once per surface
 *   splat_alpha_scatter_parts(args, value, mask, camera, mirror, sums) the same, {parts, n}: a share of the source
 *                                                              pixels of an image, which no other item's dots meet
 *   splat_alpha_finish(args, sums, dst)                        one per pixel of the result; leaves all sums in part 0
 *   splat_alpha_bwd_sums(args, sums, d_dst, d_sums)            one per pixel of the result, and SPARE more
 *   splat_alpha_bwd(args, value, mask, camera, mirror, d_sums, d_value)   one per source pixel
 * value, mask, d_value [n][1][h][w], camera, mirror [n][12] (mirror is not read where there is one camera),
 * dst, d_dst [n][1][h/stride][w/stride], sums [parts][n][h/stride][w/stride] as uint, d_sums as float, of one part, with
 * SPARE zeros behind it.
 * dst = 1 - exp(-LIMIT (1 - exp(-sum of all dots / LIMIT))). Whole numbers are summed, so the order does not matter; the gradient of a point is
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
    if (i < args.parts * args.n * result_area(&args))
        sums[i] = 0;
}

/* Adds the dot of a point to the sums of its image. */
static void draw_dot(const struct gfla_splat_alpha_args *args, const struct place *at, float mask,
                     volatile __global uint *sums)
{
    const int w = args->w / args->stride;
    const float radius2 = 1 + GFLA_SPLAT_ALPHA_GROWTH * at->m * at->m, g = 1 / radius2;
    const float peak = fmin(mask, 1.0f) * GFLA_SPLAT_ALPHA_PEAK * at->m * at->m * g * args->unit;
    const int4 box = box_of(args, at, radius2);
    for (int y = box.s2; y <= box.s3; y++)
        for (int x = box.s0; x <= box.s1; x++) {
            const float q = 1 - ((x - at->x) * (x - at->x) + (y - at->y) * (y - at->y)) * g;
            if (q > 0)
                atomic_add(sums + y * w + x, (uint)(peak * q * q + 0.5f));
        }
}

__kernel void splat_alpha_scatter(const struct gfla_splat_alpha_args args, __global const float *restrict value,
                                  __global const float *restrict mask, __global const float *restrict camera,
                                  __global const float *restrict mirror, volatile __global uint *restrict sums)
{
    const int i = get_global_id(0), area = args.h * args.w, n = i / area;
    struct place at;
    if (i >= args.n * area || !(mask[i] > 0))
        return;
    const float d = args.centre + args.range * value[i];
    sums += (size_t)n * result_area(&args);
    if (find_place(&args, camera + n * 12, i % area, d, &at))
        draw_dot(&args, &at, mask[i], sums);
    if (args.cameras == 2 && find_place(&args, mirror + n * 12, i % area, d, &at))
        draw_dot(&args, &at, mask[i], sums);
}

/* The same without atomics, eight columns at a time: those beside the dot get zeros. At least eight are there. */
static void draw_dot_alone(const struct gfla_splat_alpha_args *args, const struct place *at, float mask,
                           __global uint *sums)
{
    const int w = args->w / args->stride;
    const float radius2 = 1 + GFLA_SPLAT_ALPHA_GROWTH * at->m * at->m, g = 1 / radius2;
    const float peak = fmin(mask, 1.0f) * GFLA_SPLAT_ALPHA_PEAK * at->m * at->m * g * args->unit;
    const int4 box = box_of(args, at, radius2);
    for (int x = box.s0; x <= box.s1; x += 8) {
        const int first = min(x, w - 8);
        const int8 column = first + (int8)(0, 1, 2, 3, 4, 5, 6, 7), inside = column >= x & column <= box.s1;
        const float8 ox = convert_float8(column) - at->x;
        for (int y = box.s2; y <= box.s3; y++) {
            __global uint *row = sums + y * w + first;
            const float8 q = 1 - (ox * ox + (y - at->y) * (y - at->y)) * g;
            const int8 dot = select((int8)(0), convert_int8(peak * q * q + 0.5f), inside & (q > 0));
            vstore8(vload8(0, row) + as_uint8(dot), 0, row);
        }
    }
}

__kernel void splat_alpha_scatter_parts(const struct gfla_splat_alpha_args args, __global const float *restrict value,
                                        __global const float *restrict mask, __global const float *restrict camera,
                                        __global const float *restrict mirror, __global uint *restrict sums)
{
    const int part = get_global_id(0), n = get_global_id(1), area = args.h * args.w;
    const int end = n * area + (int)((long)area * (part + 1) / args.parts);
    struct place at;
    sums += (size_t)(part * args.n + n) * result_area(&args);
    for (int i = n * area + (int)((long)area * part / args.parts); i < end; i++) {
        if (!(mask[i] > 0))
            continue;
        const float d = args.centre + args.range * value[i];
        if (find_place(&args, camera + n * 12, i - n * area, d, &at))
            draw_dot_alone(&args, &at, mask[i], sums);
        if (args.cameras == 2 && find_place(&args, mirror + n * 12, i - n * area, d, &at))
            draw_dot_alone(&args, &at, mask[i], sums);
    }
}

/* The optical depth that is seen where dots add up to `sum`, and its derivative. */
static float seen_depth(float sum, float *slope)
{
    *slope = exp(-sum / GFLA_SPLAT_ALPHA_LIMIT);
    return GFLA_SPLAT_ALPHA_LIMIT * (1 - *slope);
}

__kernel void splat_alpha_finish(const struct gfla_splat_alpha_args args, __global uint *restrict sums,
                                 __global float *restrict dst)
{
    const int i = get_global_id(0), n = args.n * result_area(&args);
    if (i >= n)
        return;
    for (int part = 1; part < args.parts; part++)
        sums[i] += sums[part * n + i];
    float slope;
    dst[i] = 1 - exp(-seen_depth(sums[i] / args.unit, &slope));
}

__kernel void splat_alpha_bwd_sums(const struct gfla_splat_alpha_args args, __global const uint *restrict sums,
                                   __global const float *restrict d_dst, __global float *restrict d_sums)
{
    const int i = get_global_id(0), n = args.n * result_area(&args);
    if (i < n + GFLA_SPLAT_ALPHA_SPARE) {
        float slope = 0;
        const float depth = i < n ? seen_depth(sums[i] / args.unit, &slope) : 0;
        d_sums[i] = i < n ? d_dst[i] * slope * exp(-depth) : 0;
    }
}

static float sum4(float4 v)
{
    return (v.x + v.y) + (v.z + v.w);
}

/* The gradient with respect to the depth of a point at `at`, less the factor of its mask. d_sums: of this image; four
 * numbers can be read from any place in it. */
static float depth_gradient(const struct gfla_splat_alpha_args *args, const struct place *at,
                            __global const float *d_sums)
{
    const float radius2 = 1 + GFLA_SPLAT_ALPHA_GROWTH * at->m * at->m, g = 1 / radius2;
    const int4 box = box_of(args, at, radius2);
    float4 by_x = 0, by_y = 0, by_q = 0, by_r2 = 0;
    for (int y = box.s2; y <= box.s3; y++) {
        const float oy = y - at->y;
        __global const float *row = d_sums + y * (args->w / args->stride);
        for (int x = box.s0; x <= box.s1; x += 4) {
            const float4 column = (float)x + (float4)(0, 1, 2, 3), ox = column - at->x, r2 = ox * ox + oy * oy;
            const float4 q = select((float4)0, fmax(1 - r2 * g, 0), isless(column, (float4)(box.s1 + 0.5f)));
            const float4 d = vload4(0, row + x) * q;
            by_x += d * ox;
            by_y += d * oy;
            by_q += d * q;
            by_r2 += d * r2;
        }
    }
    /* A dot is peak q^2, q = 1 - r2 g, peak = PEAK m^2 g, g = 1 / (1 + GROWTH m^2). */
    const float peak = GFLA_SPLAT_ALPHA_PEAK * at->m * at->m * g, m = at->m * g * g;
    const float by_place = 4 * peak * g * (sum4(by_x) * at->d_x + sum4(by_y) * at->d_y);
    const float by_m =
        2 * GFLA_SPLAT_ALPHA_PEAK * m * sum4(by_q) + 4 * GFLA_SPLAT_ALPHA_GROWTH * m * peak * sum4(by_r2);
    return by_place + by_m * at->d_m;
}

__kernel void splat_alpha_bwd(const struct gfla_splat_alpha_args args, __global const float *restrict value,
                              __global const float *restrict mask, __global const float *restrict camera,
                              __global const float *restrict mirror, __global const float *restrict d_sums,
                              __global float *restrict d_value)
{
    const int i = get_global_id(0), area = args.h * args.w, n = i / area;
    if (i >= args.n * area)
        return;
    struct place at;
    const float a = fmin(mask[i], 1.0f), d = args.centre + args.range * value[i];
    float v = 0;
    d_sums += (size_t)n * result_area(&args);
    if (a > 0 && find_place(&args, camera + n * 12, i % area, d, &at))
        v = a * args.range * depth_gradient(&args, &at, d_sums);
    if (a > 0 && args.cameras == 2 && find_place(&args, mirror + n * 12, i % area, d, &at))
        v += a * args.range * depth_gradient(&args, &at, d_sums);
    d_value[i] = v;
}
