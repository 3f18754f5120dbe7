/* ops/depth_flow.cl - flow from depth and cameras.
 *
 *   depth_flow_fwd(args, value, camera, flow)             one work-item per pixel of the batch
 *   depth_flow_bwd(args, value, camera, d_flow, d_value)  likewise
 * value, d_value [n][1][h][w][16] (lane 0), camera [n][12], flow, d_flow [n][1][h][w][16] (lanes 0 and 1).
 * A target pixel sees along r = (x tan, y tan, 1) with x, y in -1 .. 1; its point is r d, in the source's frame q = R r
 * d + t, shown at (q.x, q.y) / (q.z tan). */
#include "shared/depth_flow.h"

/* q = u d + t, and u = R r; *depth_slope is the derivative of d by value. */
static float3 source_point(const struct gfla_depth_flow_args *args, __global const float *camera, int pixel,
                           float value, float3 *u, float *depth_slope)
{
    const int x = pixel % args->w, y = pixel / args->w;
    const float rx = ((2 * x + 1) / (float)args->w - 1) * args->tan_half_fov;
    const float ry = ((2 * y + 1) / (float)args->h - 1) * args->tan_half_fov;
    const float s = tanh(value), d = args->centre + args->range * s;
    u->x = camera[0] * rx + camera[1] * ry + camera[2];
    u->y = camera[3] * rx + camera[4] * ry + camera[5];
    u->z = camera[6] * rx + camera[7] * ry + camera[8];
    *depth_slope = args->range * (1 - s * s);
    return *u * d + (float3)(camera[9], camera[10], camera[11]);
}

__kernel void depth_flow_fwd(const struct gfla_depth_flow_args args, __global const float *restrict value,
                             __global const float *restrict camera, __global float *restrict flow)
{
    const int i = get_global_id(0), area = args.h * args.w;
    if (i >= args.n * area)
        return;
    float3 u;
    float slope;
    const int pixel = i % area, x = pixel % args.w, y = pixel / args.w;
    const float3 q = source_point(&args, camera + i / area * 12, pixel, value[(size_t)i * 16], &u, &slope);
    const float scale = 0.5f / (q.z * args.tan_half_fov);
    float16 v = 0;
    v.s0 = (q.x * scale + 0.5f) * args.w - 0.5f - x;
    v.s1 = (q.y * scale + 0.5f) * args.h - 0.5f - y;
    vstore16(v, i, flow);
}

__kernel void depth_flow_bwd(const struct gfla_depth_flow_args args, __global const float *restrict value,
                             __global const float *restrict camera, __global const float *restrict d_flow,
                             __global float *restrict d_value)
{
    const int i = get_global_id(0), area = args.h * args.w;
    if (i >= args.n * area)
        return;
    float3 u;
    float slope;
    const float3 q = source_point(&args, camera + i / area * 12, i % area, value[(size_t)i * 16], &u, &slope);
    const float scale = 0.5f / (q.z * q.z * args.tan_half_fov);
    const float dx = (u.x * q.z - q.x * u.z) * scale * args.w, dy = (u.y * q.z - q.y * u.z) * scale * args.h;
    float16 v = 0;
    v.s0 = (d_flow[(size_t)i * 16] * dx + d_flow[(size_t)i * 16 + 1] * dy) * slope;
    vstore16(v, i, d_value);
}
