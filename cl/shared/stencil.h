/* shared/stencil.h - sampling with separable weights of TAPS x TAPS neighbours (device side only). Before it a file
 * defines
 *     TAPS, FIRST_TAP                      how many taps, and the place of the first from the floor of the position
 *     axis_weights(fraction, p, slope)     fills TAPS weights along one axis and their derivatives by the position
 * and gets the bodies of its three kernels, see sampling.h for their work sizes, and of the one that fills in the tables
 * of sampling_tables.h, one work-item for each pixel of the flow, global {h*w, n}. */
#ifndef GFLA_SHARED_STENCIL_H
#define GFLA_SHARED_STENCIL_H

#include "shared/sampling_tables.h"

struct axis {
    int index[TAPS];
    float p[TAPS], slope[TAPS];
};

static struct axis axis_at(float position, int size)
{
    struct axis axis;
    const float base = floor(position);
    axis_weights(position - base, axis.p, axis.slope);
    for (int i = 0; i < TAPS; i++)
        axis.index[i] = clamp((int)base + FIRST_TAP + i, 0, size - 1);
    return axis;
}

static struct axis axis_x(const struct gfla_sampling_args *args, float16 flow, int x)
{
    return axis_at(sampling_position(x, flow.s0, args->offset), args->src_w);
}

static struct axis axis_y(const struct gfla_sampling_args *args, float16 flow, int y)
{
    return axis_at(sampling_position(y, flow.s1, args->offset), args->src_h);
}

/* Sum over one row of taps with the weights p. */
static float16 stencil_row(__global const float16 *row, const int *index, const float *p)
{
    float16 sum = 0.0f;
    for (int j = 0; j < TAPS; j++)
        sum = fma((float16)(p[j]), row[index[j]], sum);
    return sum;
}

static void stencil_gather(const struct gfla_sampling_args *args, __global const float16 *src,
                           __global const float16 *flow, __global float16 *dst)
{
    const int n = get_global_id(2), y = get_global_id(1), first = get_global_id(0) * args->span;
    for (int x = first; x < min(first + args->span, args->w); x++) {
        const float16 shift = flow[sampling_pixel(args, n, y, x)];
        const struct axis ax = axis_x(args, shift, x), ay = axis_y(args, shift, y);
        for (int block = 0; block < args->blocks; block++) {
            __global const float16 *plane = src + sampling_plane(args, n, block, args->src_h, args->src_w);
            float16 sum = 0.0f;
            for (int i = 0; i < TAPS; i++)
                sum = fma((float16)(ay.p[i]), stencil_row(plane + ay.index[i] * args->src_w, ax.index, ax.p), sum);
            dst[sampling_plane(args, n, block, args->h, args->w) + y * args->w + x] = sum;
        }
    }
}

/* d_flow of one pixel: the derivative of its stencil along either axis, times d_dst, summed over the channels. */
static float2 stencil_slope(const struct gfla_sampling_args *args, __global const float16 *src,
                            __global const float16 *d_dst, const struct axis *ax, const struct axis *ay, int n,
                            int pixel)
{
    float16 along_x = 0.0f, along_y = 0.0f;
    for (int block = 0; block < args->blocks; block++) {
        __global const float16 *plane = src + sampling_plane(args, n, block, args->src_h, args->src_w);
        const float16 d = d_dst[sampling_plane(args, n, block, args->h, args->w) + pixel];
        for (int i = 0; i < TAPS; i++) {
            __global const float16 *row = plane + ay->index[i] * args->src_w;
            along_x = fma(ay->p[i] * d, stencil_row(row, ax->index, ax->slope), along_x);
            along_y = fma(ay->slope[i] * d, stencil_row(row, ax->index, ax->p), along_y);
        }
    }
    return (float2)(lanes_sum(along_x), lanes_sum(along_y));
}

static void stencil_flow_gradient(const struct gfla_sampling_args *args, __global const float16 *src,
                                  __global const float16 *flow, __global const float16 *d_dst, __global float16 *d_flow)
{
    const int n = get_global_id(2), y = get_global_id(1), first = get_global_id(0) * args->span;
    for (int x = first; x < min(first + args->span, args->w); x++) {
        const int at = sampling_pixel(args, n, y, x);
        const struct axis ax = axis_x(args, flow[at], x), ay = axis_y(args, flow[at], y);
        float16 d = 0.0f;
        d.lo.lo.lo = stencil_slope(args, src, d_dst, &ax, &ay, n, y * args->w + x);
        d_flow[at] = d;
    }
}

static void stencil_tables(const struct gfla_sampling_args *args, __global const float16 *flow, __global int2 *anchors,
                           __global float *stencils)
{
    const int pixel = get_global_id(0), n = get_global_id(1), y = pixel / args->w, x = pixel % args->w;
    if (y >= args->h)
        return;
    const int at = sampling_pixel(args, n, y, x);
    const struct axis ax = axis_x(args, flow[at], x), ay = axis_y(args, flow[at], y);
    anchors[at] = sampling_anchor(args, (int)floor(sampling_position(x, flow[at].s0, args->offset)) + FIRST_TAP,
                                  (int)floor(sampling_position(y, flow[at].s1, args->offset)) + FIRST_TAP, TAPS);
    for (int i = 0; i < TAPS; i++)
        for (int j = 0; j < TAPS; j++)
            stencils[(size_t)at * (TAPS * TAPS) + i * TAPS + j] = ay.p[i] * ax.p[j];
}

/* Adds d, spread by the weights of one pixel, to those rows of the plane that the work-item owns. */
static void stencil_spread(__global float16 *plane, int width, const struct axis *ax, const struct axis *ay, float16 d,
                           int first_row, int last_row)
{
    for (int i = 0; i < TAPS; i++) {
        if (ay->index[i] < first_row || ay->index[i] >= last_row)
            continue;
        __global float16 *row = plane + ay->index[i] * width;
        for (int j = 0; j < TAPS; j++)
            row[ax->index[j]] += ay->p[i] * ax->p[j] * d;
    }
}

static void stencil_scatter(const struct gfla_sampling_args *args, __global const float16 *flow,
                            __global const float16 *d_dst, __global float16 *d_src)
{
    const int n = get_global_id(2), first_block = get_global_id(1) * args->group;
    const int last_block = min(first_block + args->group, args->blocks);
    const int first_row = get_global_id(0) * args->band, last_row = min(first_row + args->band, args->src_h);
    sampling_clear(args, d_src, n, first_block, last_block, first_row, last_row);
    for (int y = 0; y < args->h; y++)
        for (int x = 0; x < args->w; x++) {
            const float16 shift = flow[sampling_pixel(args, n, y, x)];
            const struct axis ax = axis_x(args, shift, x), ay = axis_y(args, shift, y);
            for (int block = first_block; block < last_block; block++)
                stencil_spread(d_src + sampling_plane(args, n, block, args->src_h, args->src_w), args->src_w, &ax, &ay,
                               d_dst[sampling_plane(args, n, block, args->h, args->w) + y * args->w + x], first_row,
                               last_row);
        }
}

#endif
