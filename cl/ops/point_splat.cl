/* ops/point_splat.cl - the pixels of one view, placed in space by their depth and drawn as points into another view.
 *
 *   point_splat_clear(args, keys)                               one work-item per pixel of the batch
 *   point_splat_scatter(args, surface, value, mask, camera, keys)                 one per source pixel
 *   point_splat_gather(args, image, value, back_image, back_value, mask, camera, keys, dst)   one per target pixel
 * image, dst [n][1][h][w][16] (lanes 0 .. c-1; dst also c: depth, c+1: hit, c+2: back, with two surfaces), value, mask
 * [n][1][h][w][16] (lane 0), camera [n][12], keys [n][h][w] as uint. surface: 0 front, 1 back; with one surface what is
 * back_ is not read.
 * A source pixel is four points a quarter of a pixel beside its middle, on the surface it forms with its neighbours.
 * Each competes for the pixel that it falls on; the least key wins, whatever the order, so the result is the same in
 * every run. The camera takes target points to the source: q = R p + t, so p = R^T (q - t), R being orthogonal. */
#include "shared/point_splat.h"

#define EMPTY 0xffffffffu

/* Depth d at a place of the source, in the target camera's frame. */
static float3 target_point(const struct gfla_point_splat_args *args, __global const float *camera, float x, float y,
                           float d)
{
    const float qx = ((2 * x + 1) / (float)args->w - 1) * args->tan_half_fov * d - camera[9];
    const float qy = ((2 * y + 1) / (float)args->h - 1) * args->tan_half_fov * d - camera[10];
    const float qz = d - camera[11];
    return (float3)(camera[0] * qx + camera[3] * qy + camera[6] * qz, camera[1] * qx + camera[4] * qy + camera[7] * qz,
                    camera[2] * qx + camera[5] * qy + camera[8] * qz);
}

static float depth_of(const struct gfla_point_splat_args *args, float value)
{
    return args->centre + args->range * value;
}

/* How depth changes towards a neighbour (ox, oy): not at all where the surface ends or breaks. value, mask: of this
 * image. */
static float depth_step(const struct gfla_point_splat_args *args, __global const float *value,
                        __global const float *mask, int pixel, float d, int ox, int oy)
{
    const int x = pixel % args->w + ox, y = pixel / args->w + oy;
    const size_t at = (size_t)(y * args->w + x) * 16;
    if (x < 0 || y < 0 || x >= args->w || y >= args->h || !(mask[at] > args->threshold))
        return 0;
    const float step = depth_of(args, value[at]) - d;
    return fabs(step) < GFLA_SPLAT_BREAK * args->range ? step : 0;
}

static uint point_key(const struct gfla_point_splat_args *args, float z, int point)
{
    const float part = (z - args->centre) / (3 * args->range) + 0.5f;
    return (uint)(clamp(part, 0.0f, 1.0f) * GFLA_SPLAT_STEPS(args->index_bits)) << args->index_bits | (uint)point;
}

__kernel void point_splat_clear(const struct gfla_point_splat_args args, __global uint *restrict keys)
{
    const int i = get_global_id(0);
    if (i < args.n * args.h * args.w)
        keys[i] = EMPTY;
}

__kernel void point_splat_scatter(const struct gfla_point_splat_args args, int surface,
                                  __global const float *restrict value, __global const float *restrict mask,
                                  __global const float *restrict camera, volatile __global uint *restrict keys)
{
    const int i = get_global_id(0), area = args.h * args.w, pixel = i % area;
    if (i >= args.n * area || !(mask[(size_t)i * 16] > args.threshold))
        return;
    const size_t first = (size_t)(i / area) * area;
    const float d = depth_of(&args, value[(size_t)i * 16]);
    value += first * 16;
    mask += first * 16;
    const float2 across = {depth_step(&args, value, mask, pixel, d, -1, 0),
                           depth_step(&args, value, mask, pixel, d, 1, 0)};
    const float2 down = {depth_step(&args, value, mask, pixel, d, 0, -1),
                         depth_step(&args, value, mask, pixel, d, 0, 1)};
    for (int k = 0; k < 4; k++) {
        const int ox = k % 2 * 2 - 1, oy = k / 2 * 2 - 1;
        const float step = (ox < 0 ? across.x : across.y) + (oy < 0 ? down.x : down.y);
        const float3 p = target_point(&args, camera + i / area * 12, pixel % args.w + 0.25f * ox,
                                      pixel / args.w + 0.25f * oy, d + 0.25f * step);
        if (!(p.z > 0.01f * args.centre))
            continue;
        const float scale = 0.5f / (p.z * args.tan_half_fov);
        const float x = floor(clamp((p.x * scale + 0.5f) * args.w, -1.0f, (float)args.w));
        const float y = floor(clamp((p.y * scale + 0.5f) * args.h, -1.0f, (float)args.h));
        if (x >= 0 && y >= 0 && x < args.w && y < args.h)
            atomic_min(keys + first + (int)y * args.w + (int)x, point_key(&args, p.z, surface * area + pixel));
    }
}

/* The colour of the object where a front pixel is mixed with what surrounds it. */
static float unmixed(const struct gfla_point_splat_args *args, float colour, float mask)
{
    return clamp(args->empty + (colour - args->empty) / fmax(mask, GFLA_SPLAT_UNMIX), -1.0f, 1.0f);
}

__kernel void point_splat_gather(const struct gfla_point_splat_args args, __global const float *restrict image,
                                 __global const float *restrict value, __global const float *restrict back_image,
                                 __global const float *restrict back_value, __global const float *restrict mask,
                                 __global const float *restrict camera, __global const uint *restrict keys,
                                 __global float *restrict dst)
{
    const int i = get_global_id(0), area = args.h * args.w;
    if (i >= args.n * area)
        return;
    __global float *to = dst + (size_t)i * 16;
    vstore16((float16)0, 0, to);
    if (keys[i] == EMPTY) {
        for (int c = 0; c < args.c; c++)
            to[c] = args.empty;
        return;
    }
    const int point = keys[i] & ((1 << args.index_bits) - 1), back = point >= area;
    const int pixel = back ? point - area : point;
    const size_t from = ((size_t)(i / area) * area + pixel) * 16;
    for (int c = 0; c < args.c; c++) {
        const float colour = back ? back_image[from + c] : image[from + c];
        to[c] = args.unmix && !back ? unmixed(&args, colour, mask[from]) : colour;
    }
    const float d = depth_of(&args, back ? back_value[from] : value[from]);
    const float3 p = target_point(&args, camera + i / area * 12, pixel % args.w, pixel / args.w, d);
    to[args.c] = (p.z - args.centre) / args.range;
    to[args.c + 1] = 1;
    if (args.surfaces == 2)
        to[args.c + 2] = back;
}
