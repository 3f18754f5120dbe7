/* Instance normalisation of each channel of each sample over its pixels, with scale, shift and an optional leaky relu:
 *   xhat = (src - mean) * rstd,  rstd = 1 / sqrt(var + eps),  z = xhat * weight + bias,  dst = z > 0 ? z : slope * z
 * (slope 1: no activation). Gradients, with g = d_dst * (z > 0 ? 1 : slope) and means over the pixels of a channel:
 *   d_src = weight * rstd * (g - mean(g) - xhat * mean(g * xhat)),  d_weight = sum(g * xhat),  d_bias = sum(g)
 *
 * src, dst, d_src, d_dst: BLOCKED [planes = n * blocks][hw][16], weight and bias [c].
 * stats [planes][2][16]: mean, rstd. sums [planes][2][16]: sum(g), sum(g * xhat). Lanes past c yield zeros everywhere.
 *
 * Three ways, by the number of planes:
 * whole   instance_norm_fwd, instance_norm_bwd: one item per plane, which stays in the cache of its core.
 * split   instance_norm_part, _merge, _apply and instance_norm_bwd_part, _bwd_merge, _bwd_apply: n_parts items per
 *         plane and VEC lanes; parts [planes][n_parts] of moments (shared/moments.h), or sums [planes][n_parts][2][16],
 *         which a group of work-items merges on GPUs.
 * Then instance_norm_bwd_params sums over the samples in order.
 *
 * Where the convolution that follows does the rest (shared/conv_prologue.h), only its rows [planes][3][16] are made:
 * mean, rstd * weight, bias. By instance_norm_rows, one item per plane, or by instance_norm_part, or whoever made src,
 * and instance_norm_merge_rows. Of PLAIN sources [n][c_src][16 hw], by instance_norm_part, to which 16 pixels of a
 * channel are lanes of one, and instance_norm_merge_plain.
 *
 * Mean and sum of squared deviations of RUN pixels at a time are taken in two passes over the first-level cache, and
 * merged by Chan's formula: as exact as two passes over memory, at the cost of one. */
#include "shared/conv_prologue.h"
#include "shared/moments.h"

#define RUN 64

/* Where several items share a pixel, neighbouring items should read neighbouring pixels too. */
#define INTERLEAVED (VEC < LANES)

/* Pixels first, first + step, ... of one plane, `count` of them, VEC lanes from `lane` on. */
struct pixels {
    int first, step, count, lane;
};

static inline vec at(global const float *plane, struct pixels p, int k)
{
    return VLOAD(0, plane + (p.first + k * p.step) * LANES + p.lane);
}

/* Four sums at a time, because one addition waits for the one before it. */
static inline struct moments run_moments(global const float *plane, struct pixels p)
{
    vec s0 = 0.0f, s1 = 0.0f, s2 = 0.0f, s3 = 0.0f;
    int k = 0;
    for (; k + 4 <= p.count; k += 4) {
        s0 += at(plane, p, k);
        s1 += at(plane, p, k + 1);
        s2 += at(plane, p, k + 2);
        s3 += at(plane, p, k + 3);
    }
    for (; k < p.count; k++)
        s0 += at(plane, p, k);
    const vec mean = ((s0 + s1) + (s2 + s3)) / (float)p.count;
    s0 = s1 = s2 = s3 = 0.0f;
    for (k = 0; k + 4 <= p.count; k += 4) {
        const vec d0 = at(plane, p, k) - mean, d1 = at(plane, p, k + 1) - mean;
        const vec d2 = at(plane, p, k + 2) - mean, d3 = at(plane, p, k + 3) - mean;
        s0 += d0 * d0;
        s1 += d1 * d1;
        s2 += d2 * d2;
        s3 += d3 * d3;
    }
    for (; k < p.count; k++) {
        const vec d = at(plane, p, k) - mean;
        s0 += d * d;
    }
    const struct moments m = {mean, (s0 + s1) + (s2 + s3), (float)p.count};
    return m;
}

static inline struct moments pixel_moments(global const float *plane, struct pixels p)
{
    struct moments m = no_moments();
    for (int k = 0; k < p.count; k += RUN) {
        struct pixels run = {p.first + k * p.step, p.step, min(RUN, p.count - k), p.lane};
        m = merged(m, run_moments(plane, run));
    }
    return m;
}

/* What turns a value of one channel into its normalised, scaled and shifted one. */
struct transform {
    vec mean, rstd, weight, bias;
};

static inline struct transform load_transform(global const float *stats, global const float *weight,
                                              global const float *bias, int plane, int blocks, int lane, int c)
{
    const int first = plane % blocks * LANES + lane;
    struct transform t;
    t.mean = VLOAD(0, stats + plane * 2 * LANES + lane);
    t.rstd = VLOAD(0, stats + plane * 2 * LANES + LANES + lane);
    t.weight = vec_channels(weight, first, c);
    t.bias = vec_channels(bias, first, c);
    return t;
}

static inline void store_stats(struct moments m, global float *stats, int plane, int lane, float eps)
{
    VSTORE(m.mean, 0, stats + plane * 2 * LANES + lane);
    VSTORE(1.0f / sqrt(m.deviations / m.count + eps), 0, stats + plane * 2 * LANES + LANES + lane);
}

static inline vec transformed(vec x, struct transform t, float slope)
{
    const vec z = (x - t.mean) * (t.rstd * t.weight) + t.bias;
    return select(slope * z, z, z > 0.0f);
}

static inline void apply(global const float *src, global float *dst, struct pixels p, struct transform t, float slope)
{
    for (int k = 0; k < p.count; k++)
        VSTORE(transformed(at(src, p, k), t, slope), 0, dst + (p.first + k * p.step) * LANES + p.lane);
}

/* The pixels of part `part` of n_parts. */
static inline struct pixels part_pixels(int part, int n_parts, int hw, int lane)
{
#if INTERLEAVED
    struct pixels p = {part, n_parts, (hw - part + n_parts - 1) / n_parts, lane};
#else
    const int size = (hw + n_parts - 1) / n_parts, first = min(part * size, hw);
    struct pixels p = {first, 1, min(size, hw - first), lane};
#endif
    return p;
}

static inline void store_rows(struct moments m, global const float *weight, global const float *bias,
                              global float *rows, int plane, int blocks, int lane, int c, float eps)
{
    const int first = plane % blocks * LANES + lane;
    global float *row = rows + plane * GFLA_CONV_NORM_ROWS * LANES + lane;
    VSTORE(m.mean, 0, row);
    VSTORE(vec_channels(weight, first, c) * (1.0f / sqrt(m.deviations / m.count + eps)), 0, row + LANES);
    VSTORE(vec_channels(bias, first, c), 0, row + 2 * LANES);
}

kernel void instance_norm_rows(global const float *src, global const float *weight, global const float *bias,
                               global float *rows, int planes, int blocks, int c, int hw, float eps)
{
    const int plane = get_global_id(0);
    if (plane >= planes)
        return;
    for (int lane = 0; lane < LANES; lane += VEC) {
        const struct pixels all = {0, 1, hw, lane};
        store_rows(pixel_moments(src + (size_t)plane * hw * LANES, all), weight, bias, rows, plane, blocks, lane, c,
                   eps);
    }
}

kernel void instance_norm_fwd(global const float *src, global const float *weight, global const float *bias,
                              global float *dst, global float *stats, int planes, int blocks, int c, int hw, float eps,
                              float slope)
{
    const int plane = get_global_id(0);
    if (plane >= planes)
        return;
    const size_t start = (size_t)plane * hw * LANES;
    for (int lane = 0; lane < LANES; lane += VEC) {
        const struct pixels all = {0, 1, hw, lane};
        store_stats(pixel_moments(src + start, all), stats, plane, lane, eps);
        apply(src + start, dst + start, all, load_transform(stats, weight, bias, plane, blocks, lane, c), slope);
    }
}

/* Work: items [planes * n_parts * VECS_PER_PIXEL]. */
kernel void instance_norm_part(global const float *src, global float *parts, int planes, int hw, int n_parts)
{
    const int item = get_global_id(0), row = item / VECS_PER_PIXEL, lane = item % VECS_PER_PIXEL * VEC;
    if (row >= planes * n_parts)
        return;
    const size_t start = (size_t)(row / n_parts) * hw * LANES;
    store_moments(pixel_moments(src + start, part_pixels(row % n_parts, n_parts, hw, lane)), parts, row, lane);
}

/* Work: items [planes * VECS_PER_PIXEL], or a group for each plane. */
kernel GROUPED void instance_norm_merge(global const float *parts, global float *stats, int planes, int n_parts,
                                        float eps)
{
#if GROUP > 1
    GROUP_SCRATCH(scratch, GROUP_MOMENTS_FLOATS);
    const struct moments m = group_merged_parts(parts, GROUP_INDEX * n_parts, n_parts, scratch);
    if (GROUP_ITEM < VECS_PER_PIXEL)
        store_stats(m, stats, GROUP_INDEX, GROUP_ITEM * VEC, eps);
#else
    const int item = get_global_id(0), plane = item / VECS_PER_PIXEL, lane = item % VECS_PER_PIXEL * VEC;
    if (plane < planes)
        store_stats(merged_parts(parts, plane * n_parts, n_parts, lane), stats, plane, lane, eps);
#endif
}

/* Work: items [planes * VECS_PER_PIXEL]. */
kernel void instance_norm_merge_rows(const struct gfla_moments_share share, global const float *parts,
                                     global const float *weight, global const float *bias, global float *rows,
                                     int planes, int blocks, int c, float eps)
{
    const int item = get_global_id(0), plane = item / VECS_PER_PIXEL, lane = item % VECS_PER_PIXEL * VEC;
    if (plane >= planes)
        return;
    const int first = plane * share.slots * share.passes,
              count = gfla_moments_n_items(&share, plane / blocks) * share.passes;
    store_rows(merged_parts(parts, first, count, lane), weight, bias, rows, plane, blocks, lane, c, eps);
}

/* The rows of channels first .. first + c_src - 1 of blocks * 16; parts [n * c_src][n_parts]. Work: items [planes = n *
 * c_src]. */
kernel void instance_norm_merge_plain(global const float *parts, global const float *weight, global const float *bias,
                                      global float *rows, int planes, int c_src, int first, int blocks, int hw,
                                      int n_parts, float eps)
{
    const int plane = get_global_id(0);
    if (plane >= planes)
        return;
    const int channel = first + plane % c_src;
    float means[LANES], deviations[LANES];
    for (int lane = 0; lane < LANES; lane += VEC) {
        const struct moments m = merged_parts(parts, plane * n_parts, n_parts, lane);
        VSTORE(m.mean, 0, means + lane);
        VSTORE(m.deviations, 0, deviations + lane);
    }
    const float16 of_lanes = vload16(0, means); /* of as many pixels each */
    const float mean = lanes_sum(of_lanes) / LANES;
    const float16 off = of_lanes - mean;
    const float variance = (lanes_sum(vload16(0, deviations)) + (float)hw * lanes_sum(off * off)) / ((float)hw * LANES);
    global float *row =
        rows + (plane / c_src * blocks + channel / LANES) * GFLA_CONV_NORM_ROWS * LANES + channel % LANES;
    row[0] = mean;
    row[LANES] = weight[channel] * (1.0f / sqrt(variance + eps));
    row[2 * LANES] = bias[channel];
}

/* Work: items [planes * hw * VECS_PER_PIXEL]. */
kernel void instance_norm_apply(global const float *src, global const float *weight, global const float *bias,
                                global const float *stats, global float *dst, int planes, int blocks, int c, int hw,
                                float slope)
{
    const int i = get_global_id(0), plane = i / VECS_PER_PIXEL / hw;
    if (plane >= planes)
        return;
    const struct transform t = load_transform(stats, weight, bias, plane, blocks, i % VECS_PER_PIXEL * VEC, c);
    VSTORE(transformed(VLOAD(i, src), t, slope), i, dst);
}

struct gradient_sums {
    vec plain, with_xhat; /* sum(g), sum(g * xhat) */
};

/* The gradient before the activation. */
static inline vec before_activation(vec x, vec d, struct transform t, float slope)
{
    const vec z = (x - t.mean) * (t.rstd * t.weight) + t.bias;
    return select(slope * d, d, z > 0.0f);
}

static inline struct gradient_sums pixel_sums(global const float *src, global const float *d_dst, struct pixels p,
                                              struct transform t, float slope)
{
    struct gradient_sums sums = {0.0f, 0.0f};
    for (int k = 0; k < p.count; k += RUN) {
        const int end = min(k + RUN, p.count);
        vec plain = 0.0f, with_xhat = 0.0f;
        for (int j = k; j < end; j++) {
            const vec x = at(src, p, j), g = before_activation(x, at(d_dst, p, j), t, slope);
            plain += g;
            with_xhat += g * (x - t.mean);
        }
        sums.plain += plain;
        sums.with_xhat += with_xhat;
    }
    sums.with_xhat *= t.rstd;
    return sums;
}

static inline vec source_gradient(vec x, vec d, struct transform t, struct gradient_sums means, float slope)
{
    const vec g = before_activation(x, d, t, slope);
    return t.weight * t.rstd * (g - means.plain - (x - t.mean) * t.rstd * means.with_xhat);
}

static inline struct gradient_sums load_sums(global const float *sums, int row, int lane)
{
    struct gradient_sums s = {VLOAD(0, sums + row * 2 * LANES + lane), VLOAD(0, sums + row * 2 * LANES + LANES + lane)};
    return s;
}

static inline void store_sums(struct gradient_sums s, global float *sums, int row, int lane)
{
    VSTORE(s.plain, 0, sums + row * 2 * LANES + lane);
    VSTORE(s.with_xhat, 0, sums + row * 2 * LANES + LANES + lane);
}

kernel void instance_norm_bwd(global const float *src, global const float *weight, global const float *bias,
                              global const float *stats, global const float *d_dst, global float *d_src,
                              global float *sums, int planes, int blocks, int c, int hw, float slope)
{
    const int plane = get_global_id(0);
    if (plane >= planes)
        return;
    const size_t start = (size_t)plane * hw * LANES;
    for (int lane = 0; lane < LANES; lane += VEC) {
        const struct pixels all = {0, 1, hw, lane};
        const struct transform t = load_transform(stats, weight, bias, plane, blocks, lane, c);
        struct gradient_sums s = pixel_sums(src + start, d_dst + start, all, t, slope);
        store_sums(s, sums, plane, lane);
        s.plain /= (float)hw;
        s.with_xhat /= (float)hw;
        for (int k = 0; k < hw; k++)
            VSTORE(source_gradient(at(src + start, all, k), at(d_dst + start, all, k), t, s, slope), 0,
                   d_src + start + k * LANES + lane);
    }
}

/* Work: items [planes * n_parts * VECS_PER_PIXEL]. */
kernel void instance_norm_bwd_part(global const float *src, global const float *weight, global const float *bias,
                                   global const float *stats, global const float *d_dst, global float *parts,
                                   int planes, int blocks, int c, int hw, int n_parts, float slope)
{
    const int item = get_global_id(0), row = item / VECS_PER_PIXEL, lane = item % VECS_PER_PIXEL * VEC;
    if (row >= planes * n_parts)
        return;
    const int plane = row / n_parts;
    const size_t start = (size_t)plane * hw * LANES;
    const struct transform t = load_transform(stats, weight, bias, plane, blocks, lane, c);
    const struct pixels p = part_pixels(row % n_parts, n_parts, hw, lane);
    store_sums(pixel_sums(src + start, d_dst + start, p, t, slope), parts, row, lane);
}

/* Work: items [planes * VECS_PER_PIXEL], or a group for each plane. */
kernel GROUPED void instance_norm_bwd_merge(global const float *parts, global float *sums, int planes, int n_parts)
{
#if GROUP > 1
    GROUP_SCRATCH(scratch, 2 * VEC);
    const int slice = GROUP_ITEM / VECS_PER_PIXEL, lane = GROUP_ITEM % VECS_PER_PIXEL * VEC;
    struct gradient_sums s = {0.0f, 0.0f};
    for (int part = slice; part < n_parts; part += GROUP_SLICES) {
        const struct gradient_sums p = load_sums(parts, GROUP_INDEX * n_parts + part, lane);
        s.plain += p.plain;
        s.with_xhat += p.with_xhat;
    }
    VSTORE(s.plain, GROUP_ITEM, scratch);
    VSTORE(s.with_xhat, GROUP_ITEM, scratch + GROUP * VEC);
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = 1; i < GROUP_SLICES && slice == 0; i++) {
        s.plain += VLOAD(i * VECS_PER_PIXEL + GROUP_ITEM, scratch);
        s.with_xhat += VLOAD(i * VECS_PER_PIXEL + GROUP_ITEM, scratch + GROUP * VEC);
    }
    if (slice == 0)
        store_sums(s, sums, GROUP_INDEX, lane);
#else
    const int item = get_global_id(0), plane = item / VECS_PER_PIXEL, lane = item % VECS_PER_PIXEL * VEC;
    if (plane >= planes)
        return;
    struct gradient_sums s = {0.0f, 0.0f};
    for (int part = 0; part < n_parts; part++) {
        const struct gradient_sums p = load_sums(parts, plane * n_parts + part, lane);
        s.plain += p.plain;
        s.with_xhat += p.with_xhat;
    }
    store_sums(s, sums, plane, lane);
#endif
}

/* Work: items [planes * hw * VECS_PER_PIXEL]. */
kernel void instance_norm_bwd_apply(global const float *src, global const float *weight, global const float *bias,
                                    global const float *stats, global const float *d_dst, global const float *sums,
                                    global float *d_src, int planes, int blocks, int c, int hw, float slope)
{
    const int i = get_global_id(0), plane = i / VECS_PER_PIXEL / hw, lane = i % VECS_PER_PIXEL * VEC;
    if (plane >= planes)
        return;
    const struct transform t = load_transform(stats, weight, bias, plane, blocks, lane, c);
    struct gradient_sums s = load_sums(sums, plane, lane);
    s.plain /= (float)hw;
    s.with_xhat /= (float)hw;
    VSTORE(source_gradient(VLOAD(i, src), VLOAD(i, d_dst), t, s, slope), i, d_src);
}

/* sums [n][blocks][2][16] -> d_weight [c], d_bias [c]. Work: one item per channel. */
kernel void instance_norm_bwd_params(global const float *sums, global float *d_weight, global float *d_bias, int n,
                                     int blocks, int c)
{
    const int channel = get_global_id(0);
    if (channel >= c)
        return;
    float plain = 0.0f, with_xhat = 0.0f;
    for (int sample = 0; sample < n; sample++) {
        global const float *row = sums + (sample * blocks + channel / LANES) * 2 * LANES + channel % LANES;
        plain += row[0];
        with_xhat += row[LANES];
    }
    d_weight[channel] = with_xhat;
    d_bias[channel] = plain;
}
