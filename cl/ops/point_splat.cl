/* ops/point_splat.cl - the pixels of one view, placed in space by their depth and drawn as points into another view.
 *
 *   point_splat_clear(args, keys)                               one work-item per pixel of the batch
 *   point_splat_scatter(args, value, mask, camera, keys)        one per source pixel
 *   point_splat_gather(args, image, value, camera, keys, dst)   one per target pixel
 * image, dst [n][1][h][w][16] (lanes 0 .. c-1; dst also c: depth, c+1: hit), value, mask [n][1][h][w][16] (lane 0), camera
 * [n][12], keys [n][h][w] as uint.
 * Every point competes for the four pixels around its place; the least key wins, whatever the order, so the result is the same
 * in every run. The camera takes target points to the source: q = R p + t, so p = R^T (q - t), R being orthogonal. */
#include "shared/point_splat.h"

#define EMPTY 0xffffffffu

/* A source pixel with its depth in the target camera's frame. */
static float3 target_point(const struct gfla_point_splat_args *args, __global const float *camera, int pixel, float value)
{
    const int x = pixel % args->w, y = pixel / args->w;
    const float d = args->centre + args->range * tanh(value);
    const float qx = ((2 * x + 1) / (float)args->w - 1) * args->tan_half_fov * d - camera[9];
    const float qy = ((2 * y + 1) / (float)args->h - 1) * args->tan_half_fov * d - camera[10];
    const float qz = d - camera[11];
    return (float3)(camera[0] * qx + camera[3] * qy + camera[6] * qz, camera[1] * qx + camera[4] * qy + camera[7] * qz,
                    camera[2] * qx + camera[5] * qy + camera[8] * qz);
}

static uint point_key(const struct gfla_point_splat_args *args, float z, int pixel)
{
    const float part = (z - args->centre) / (3 * args->range) + 0.5f;
    return (uint)(clamp(part, 0.0f, 1.0f) * GFLA_SPLAT_STEPS) << GFLA_SPLAT_INDEX_BITS | (uint)pixel;
}

__kernel void point_splat_clear(const struct gfla_point_splat_args args, __global uint *restrict keys)
{
    const int i = get_global_id(0);
    if (i < args.n * args.h * args.w)
        keys[i] = EMPTY;
}

__kernel void point_splat_scatter(const struct gfla_point_splat_args args, __global const float *restrict value,
                                  __global const float *restrict mask, __global const float *restrict camera,
                                  volatile __global uint *restrict keys)
{
    const int i = get_global_id(0), area = args.h * args.w, pixel = i % area;
    if (i >= args.n * area || !(mask[(size_t)i * 16] > args.threshold))
        return;
    const float3 p = target_point(&args, camera + i / area * 12, pixel, value[(size_t)i * 16]);
    if (!(p.z > 0.01f * args.centre))
        return;
    const float scale = 0.5f / (p.z * args.tan_half_fov);
    const float px = clamp((p.x * scale + 0.5f) * args.w - 0.5f, -2.0f, (float)args.w);
    const float py = clamp((p.y * scale + 0.5f) * args.h - 0.5f, -2.0f, (float)args.h);
    const int left = (int)floor(px), top = (int)floor(py);
    const uint key = point_key(&args, p.z, pixel);
    for (int k = 0; k < 4; k++) {
        const int x = left + k % 2, y = top + k / 2;
        if (x >= 0 && y >= 0 && x < args.w && y < args.h)
            atomic_min(keys + (size_t)(i / area) * area + y * args.w + x, key);
    }
}

__kernel void point_splat_gather(const struct gfla_point_splat_args args, __global const float *restrict image,
                                 __global const float *restrict value, __global const float *restrict camera,
                                 __global const uint *restrict keys, __global float *restrict dst)
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
    const int pixel = keys[i] & ((1 << GFLA_SPLAT_INDEX_BITS) - 1);
    const size_t from = (size_t)(i / area) * area + pixel;
    for (int c = 0; c < args.c; c++)
        to[c] = image[from * 16 + c];
    to[args.c] = (target_point(&args, camera + i / area * 12, pixel, value[from * 16]).z - args.centre) / args.range;
    to[args.c + 1] = 1;
}
