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
 * layer_norm_bwd_params d_scale, d_shift. Work: one item per lane of a row, rows * blocks * 16. */
#include "shared/layer_norm.h"
#include "shared/vec.h"

/* So many pixels are summed at a time, and these sums then. */
#define RUN 64

/* Channels of the block that there are. */
static inline int channels_of(const struct gfla_layer_norm_args *a, int block)
{
    return min(LANES, a->c - block * LANES);
}

kernel void layer_norm_part(const struct gfla_layer_norm_args a, global const float *restrict src,
                            global float *restrict parts)
{
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
}

kernel void layer_norm_merge(const struct gfla_layer_norm_args a, global const float *restrict parts,
                             global float *restrict stats)
{
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

kernel void layer_norm_bwd_part(const struct gfla_layer_norm_args a, global const float *restrict src,
                                global const float *restrict d_dst, global const float *restrict stats,
                                global float *restrict sums)
{
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
}

kernel void layer_norm_bwd_merge(const struct gfla_layer_norm_args a, global const float *restrict scale,
                                 global const float *restrict sums, global float *restrict means)
{
    const int n = get_global_id(0);
    if (n >= a.n)
        return;
    global const float *row = scale + (a.rows > 1 ? n : 0) * a.pitch;
    float sum = 0.0f, products = 0.0f;
    for (int c = 0; c < a.c; c++) {
        global const float *p = sums + (size_t)(n * a.blocks + c / LANES) * 2 * LANES + c % LANES;
        sum += p[0] * (a.offset + row[c]);
        products += p[LANES] * (a.offset + row[c]);
    }
    means[2 * n] = sum / ((float)a.c * a.hw);
    means[2 * n + 1] = products / ((float)a.c * a.hw);
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
