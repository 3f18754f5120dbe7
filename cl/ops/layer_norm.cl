/* Normalisation of each sample over all its channels and pixels together, then a scale and a shift for every channel:
 *   xhat = (src - mean) * rstd,  rstd = 1 / sqrt(var + eps),  dst = xhat * (offset + scale) + shift
 * Gradients, with g = d_dst * (offset + scale) and means over the sample:
 *   d_src = rstd * (g - mean(g) - xhat * mean(g * xhat)),  d_scale = sum(d_dst * xhat),  d_shift = sum(d_dst)
 *
 * src, dst, d_src, d_dst BLOCKED [n][blocks][hw][16]; scale, shift, d_scale, d_shift [rows][pitch]; lanes past c stay
 * zero.
 * layer_norm_part       parts [n * blocks][2]: mean, sum of squared deviations from it. Work: one item per plane, n *
 *                       blocks.
 * layer_norm_merge      stats [n][2]: mean, rstd. Work: one item per sample.
 * layer_norm_apply      Work: one item per VEC floats of dst.
 * layer_norm_bwd_part   sums [n * blocks][2][16]: d_dst and d_dst * xhat over the pixels. Work: one item per plane.
 * layer_norm_bwd_merge  means [n][2]: of g, of g * xhat. Work: one item per sample.
 * layer_norm_bwd_apply  Work: one item per VEC floats of d_src.
 * layer_norm_bwd_params d_scale, d_shift. Work: one item per lane of a row, rows * blocks * 16.
 * On GPUs a group takes the place of a work-item in part and merge, and planes are cut in a.parts: parts [n * blocks]
 * [a.parts][2], sums [n * blocks][a.parts][2][16], which layer_norm_bwd_sum adds up. Work of that: one item per float. */
#include "shared/group.h"
#include "shared/layer_norm.h"
#include "shared/vec.h"

/* So many pixels are summed at a time, and these sums then. */
#define RUN 64

/* Channels of the block that there are. */
static inline int channels_of(const struct gfla_layer_norm_args *a, int block)
{
    return min(LANES, a->c - block * LANES);
}

#if GROUP > 1
/* Pixels of a part of a plane. */
static inline int part_size(const struct gfla_layer_norm_args *a)
{
    return (a->hw + a->parts - 1) / a->parts;
}

/* Of part `part` of the plane; none past the end. */
static inline int pixels_of(const struct gfla_layer_norm_args *a, int part)
{
    return clamp(a->hw - part * part_size(a), 0, part_size(a));
}
#endif

kernel GROUPED void layer_norm_part(const struct gfla_layer_norm_args a, global const float *restrict src,
                                    global float *restrict parts)
{
#if GROUP > 1
    GROUP_SCRATCH(scratch, 1);
    const int group = GROUP_INDEX, plane = group / a.parts, part = group % a.parts;
    const int channels = channels_of(&a, plane % a.blocks), pixels = pixels_of(&a, part);
    global const float *from = src + ((size_t)plane * a.hw + part * part_size(&a)) * LANES;
    const float16 counts = select((float16)(0.0f), (float16)(1.0f), lanes_below(channels));
    float16 of_item = 0.0f, squares_of_item = 0.0f;
    for (int i = GROUP_ITEM; i < pixels; i += GROUP)
        of_item += vload16(i, from);
    const float mean_of_part = group_sum(lanes_sum(of_item), scratch) / fmax((float)(channels * pixels), 1.0f);
    for (int i = GROUP_ITEM; i < pixels; i += GROUP) {
        const float16 d = (vload16(i, from) - mean_of_part) * counts;
        squares_of_item += d * d;
    }
    const float of_group = group_sum(lanes_sum(squares_of_item), scratch);
    if (GROUP_ITEM == 0) {
        parts[2 * group] = mean_of_part;
        parts[2 * group + 1] = of_group;
    }
#else
    const int plane = get_global_id(0), c = channels_of(&a, plane % a.blocks);
    if (plane >= a.n * a.blocks)
        return;
    global const float *p = src + (size_t)plane * a.hw * LANES;
    const float16 is_channel = select((float16)(0.0f), (float16)(1.0f), lanes_below(c));
    float sum = 0.0f, squares = 0.0f;
    for (int run = 0; run < a.hw; run += RUN) {
        float16 part = 0.0f;
        for (int i = run; i < min(run + RUN, a.hw); i++)
            part += vload16(i, p);
        sum += lanes_sum(part);
    }
    const float mean = sum / (c * a.hw);
    for (int run = 0; run < a.hw; run += RUN) {
        float16 part = 0.0f;
        for (int i = run; i < min(run + RUN, a.hw); i++) {
            const float16 d = (vload16(i, p) - mean) * is_channel;
            part += d * d;
        }
        squares += lanes_sum(part);
    }
    parts[2 * plane] = mean;
    parts[2 * plane + 1] = squares;
#endif
}

#if GROUP > 1
/* Values in part i of a sample. */
static inline float values_of(const struct gfla_layer_norm_args *a, int i)
{
    return (float)channels_of(a, i / a->parts) * pixels_of(a, i % a->parts);
}
#endif

kernel GROUPED void layer_norm_merge(const struct gfla_layer_norm_args a, global const float *restrict parts,
                                     global float *restrict stats)
{
#if GROUP > 1
    GROUP_SCRATCH(scratch, 1);
    const int n_parts = a.blocks * a.parts;
    const float n_values = (float)a.c * a.hw;
    global const float *p = parts + 2 * (size_t)GROUP_INDEX * n_parts;
    float sum = 0.0f, deviations = 0.0f;
    for (int i = GROUP_ITEM; i < n_parts; i += GROUP)
        sum += p[2 * i] * values_of(&a, i);
    const float of_all = group_sum(sum, scratch) / n_values;
    for (int i = GROUP_ITEM; i < n_parts; i += GROUP)
        deviations += p[2 * i + 1] + (p[2 * i] - of_all) * (p[2 * i] - of_all) * values_of(&a, i);
    deviations = group_sum(deviations, scratch);
    if (GROUP_ITEM == 0) {
        stats[2 * GROUP_INDEX] = of_all;
        stats[2 * GROUP_INDEX + 1] = 1.0f / sqrt(deviations / n_values + a.eps);
    }
#else
    const int n = get_global_id(0);
    if (n >= a.n)
        return;
    float mean = 0.0f, squares = 0.0f;
    for (int block = 0; block < a.blocks; block++)
        mean += parts[2 * (n * a.blocks + block)] * channels_of(&a, block);
    mean /= a.c;
    for (int block = 0; block < a.blocks; block++) {
        const float d = parts[2 * (n * a.blocks + block)] - mean;
        squares += parts[2 * (n * a.blocks + block) + 1] + d * d * channels_of(&a, block) * a.hw;
    }
    stats[2 * n] = mean;
    stats[2 * n + 1] = 1.0f / sqrt(squares / ((float)a.c * a.hw) + a.eps);
#endif
}

/* Scales or shifts of the channels from `first` on, for sample n. */
static inline vec row_of(const struct gfla_layer_norm_args *a, global const float *p, int n, int first)
{
    return vec_channels(p + (a->rows > 1 ? n : 0) * a->pitch, first, a->pitch);
}

kernel void layer_norm_apply(const struct gfla_layer_norm_args a, global const float *restrict src,
                             global const float *restrict scale, global const float *restrict shift,
                             global const float *restrict stats, global float *restrict dst)
{
    const int i = get_global_id(0), n = i / VECS_PER_PIXEL / a.hw / a.blocks;
    if (n >= a.n)
        return;
    const int first = vec_channel(i, a.blocks, a.hw);
    const vec xhat = (VLOAD(i, src) - stats[2 * n]) * stats[2 * n + 1];
    const vec z = xhat * (a.offset + row_of(&a, scale, n, first)) + row_of(&a, shift, n, first);
    VSTORE(vec_keep(z, first, a.c), i, dst);
}

kernel GROUPED void layer_norm_bwd_part(const struct gfla_layer_norm_args a, global const float *restrict src,
                                        global const float *restrict d_dst, global const float *restrict stats,
                                        global float *restrict sums)
{
#if GROUP > 1
    GROUP_SCRATCH(scratch, LANES);
    const int group = GROUP_INDEX, of_plane = group / a.parts, pixels = pixels_of(&a, group % a.parts);
    const size_t begin = ((size_t)of_plane * a.hw + group % a.parts * part_size(&a)) * LANES;
    const float mean = stats[of_plane / a.blocks * 2], rstd = stats[of_plane / a.blocks * 2 + 1];
    float16 of_item[2] = {0.0f, 0.0f};
    for (int i = GROUP_ITEM; i < pixels; i += GROUP) {
        const float16 d = vload16(i, d_dst + begin);
        of_item[0] += d;
        of_item[1] += d * (vload16(i, src + begin) - mean) * rstd;
    }
    for (int row = 0; row < 2; row++) {
        barrier(CLK_LOCAL_MEM_FENCE);
        vstore16(of_item[row], GROUP_ITEM, scratch);
        barrier(CLK_LOCAL_MEM_FENCE);
        float sum = 0.0f;
        for (int i = 0; i < GROUP && GROUP_ITEM < LANES; i++)
            sum += scratch[i * LANES + GROUP_ITEM];
        if (GROUP_ITEM < LANES)
            sums[(2 * group + row) * LANES + GROUP_ITEM] = sum;
    }
#else
    const int plane = get_global_id(0), n = plane / a.blocks;
    if (n >= a.n)
        return;
    const size_t at = (size_t)plane * a.hw * LANES;
    float16 sum = 0.0f, products = 0.0f;
    for (int run = 0; run < a.hw; run += RUN) {
        float16 part = 0.0f, part_products = 0.0f;
        for (int i = run; i < min(run + RUN, a.hw); i++) {
            const float16 d = vload16(i, d_dst + at);
            part += d;
            part_products += d * (vload16(i, src + at) - stats[2 * n]) * stats[2 * n + 1];
        }
        sum += part;
        products += part_products;
    }
    vstore16(sum, 2 * plane, sums);
    vstore16(products, 2 * plane + 1, sums);
#endif
}

kernel void layer_norm_bwd_sum(const struct gfla_layer_norm_args a, global const float *restrict parts,
                               global float *restrict sums)
{
    const int i = get_global_id(0), of_plane = 2 * LANES;
    if (i >= a.n * a.blocks * of_plane)
        return;
    global const float *from = parts + (size_t)(i / of_plane) * a.parts * of_plane + i % of_plane;
    float sum = 0.0f;
    for (int part = 0; part < a.parts; part++)
        sum += from[part * of_plane];
    sums[i] = sum;
}

kernel GROUPED void layer_norm_bwd_merge(const struct gfla_layer_norm_args a, global const float *restrict scale,
                                         global const float *restrict sums, global float *restrict means)
{
    GROUP_SCRATCH(scratch, 1);
    const int n = GROUP_INDEX;
    if (GROUP == 1 && n >= a.n) /* groups are as many as samples */
        return;
    global const float *row = scale + (a.rows > 1 ? n : 0) * a.pitch;
    float sum = 0.0f, products = 0.0f;
    for (int c = GROUP_ITEM; c < a.c; c += GROUP) {
        global const float *p = sums + (size_t)(n * a.blocks + c / LANES) * 2 * LANES + c % LANES;
        sum += p[0] * (a.offset + row[c]);
        products += p[LANES] * (a.offset + row[c]);
    }
    sum = group_sum(sum, scratch);
    products = group_sum(products, scratch);
    if (GROUP_ITEM == 0) {
        means[2 * n] = sum / ((float)a.c * a.hw);
        means[2 * n + 1] = products / ((float)a.c * a.hw);
    }
}

kernel void layer_norm_bwd_apply(const struct gfla_layer_norm_args a, global const float *restrict src,
                                 global const float *restrict d_dst, global const float *restrict scale,
                                 global const float *restrict stats, global const float *restrict means,
                                 global float *restrict d_src)
{
    const int i = get_global_id(0), n = i / VECS_PER_PIXEL / a.hw / a.blocks;
    if (n >= a.n)
        return;
    const int first = vec_channel(i, a.blocks, a.hw);
    const float rstd = stats[2 * n + 1];
    const vec xhat = (VLOAD(i, src) - stats[2 * n]) * rstd;
    const vec g = VLOAD(i, d_dst) * (a.offset + row_of(&a, scale, n, first));
    VSTORE(vec_keep(rstd * (g - means[2 * n] - xhat * means[2 * n + 1]), first, a.c), i, d_src);
}

kernel void layer_norm_bwd_params(const struct gfla_layer_norm_args a, global const float *restrict sums,
                                  global float *restrict d_scale, global float *restrict d_shift)
{
    const int i = get_global_id(0), width = a.blocks * LANES, c = i % width, row = i / width, shared_by = a.n / a.rows;
    if (row >= a.rows || c >= a.pitch)
        return;
    float sum = 0.0f, products = 0.0f;
    for (int n = row * shared_by; n < (row + 1) * shared_by; n++) {
        global const float *p = sums + (size_t)(n * a.blocks + c / LANES) * 2 * LANES + c % LANES;
        sum += p[0];
        products += p[LANES];
    }
    d_scale[row * a.pitch + c] = products;
    d_shift[row * a.pitch + c] = sum;
}
