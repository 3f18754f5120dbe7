/* ops/gram.cl - Gram matrices of feature maps: how channels go together, whatever the place.
 *
 *   gram_fwd(n, c, blocks, plane, factor, src, dst)           dst[i][j] = factor * sum over pixels of src_i src_j
 *     global: {blocks, blocks, n}; one work-item per 16 x 16 channels
 *   gram_bwd_sum(n, c, blocks, factor, d_dst, both)           both[i][j] = factor * (d_dst[i][j] + d_dst[j][i])
 *     global: rows of `both` of all images
 *   gram_bwd(c, blocks, plane, src, both, d_src)              d_src_j = sum over i of both[i][j] src_i
 *     global: {groups of PIXELS pixels, blocks, n}
 * src, d_src [n][blocks][plane][16]; dst, d_dst [n][c][c]; both [n][c][blocks * 16], zeros past c.
 */
#include "shared/vec.h"

#define UNROLL __attribute__((opencl_unroll_hint))
#define PIXELS 8
/* So many products are summed at a time, and these sums then: half the digits are lost otherwise on large maps. */
#define RUN 64

static void add_products(__global const float16 *a, __global const float16 *b, int n_pixels, float16 total[LANES])
{
    float16 sum[LANES];
    UNROLL for (int k = 0; k < LANES; k++) sum[k] = 0.0f;
    for (int p = 0; p < n_pixels; p++) {
        __global const float *left = (__global const float *)(a + p);
        const float16 right = b[p];
        UNROLL for (int k = 0; k < LANES; k++) sum[k] = fma((float16)(left[k]), right, sum[k]);
    }
    for (int k = 0; k < LANES; k++)
        total[k] += sum[k];
}

__kernel void gram_fwd(const int n, const int c, const int blocks, const int plane, const float factor,
                       __global const float16 *restrict src, __global float *restrict dst)
{
    const int column = get_global_id(0), row = get_global_id(1), image = get_global_id(2);
    if (column >= blocks)
        return;
    __global const float16 *a = src + ((size_t)image * blocks + row) * plane;
    __global const float16 *b = src + ((size_t)image * blocks + column) * plane;
    float16 total[LANES];
    for (int k = 0; k < LANES; k++)
        total[k] = 0.0f;
    for (int p = 0; p < plane; p += RUN)
        add_products(a + p, b + p, min(RUN, plane - p), total);
    for (int k = 0; k < LANES && row * LANES + k < c; k++) {
        float lanes[LANES];
        vstore16(factor * total[k], 0, lanes);
        __global float *out = dst + ((size_t)image * c + row * LANES + k) * c + column * LANES;
        for (int j = 0; j < LANES && column * LANES + j < c; j++)
            out[j] = lanes[j];
    }
}

__kernel void gram_bwd_sum(const int n, const int c, const int blocks, const float factor,
                           __global const float *restrict d_dst, __global float *restrict both)
{
    const int id = get_global_id(0), image = id / c, i = id % c, width = blocks * LANES;
    if (image >= n)
        return;
    __global const float *d = d_dst + (size_t)image * c * c;
    for (int j = 0; j < width; j++)
        both[(size_t)id * width + j] = j < c ? factor * (d[i * c + j] + d[j * c + i]) : 0.0f;
}

__kernel void gram_bwd(const int c, const int blocks, const int plane, __global const float *restrict src,
                       __global const float16 *restrict both, __global float16 *restrict d_src)
{
    const int first = get_global_id(0) * PIXELS, block = get_global_id(1), image = get_global_id(2);
    if (first >= plane)
        return;
    __global const float *p = src + (size_t)image * blocks * plane * LANES;
    __global const float16 *weights = both + (size_t)image * c * blocks + block;
    float16 sum[PIXELS];
    int at[PIXELS];
    UNROLL for (int i = 0; i < PIXELS; i++)
    {
        sum[i] = 0.0f;
        at[i] = min(first + i, plane - 1) * LANES;
    }
    for (int k = 0; k < c; k++) {
        const float16 weight = weights[k * blocks];
        __global const float *channel = p + (size_t)(k / LANES) * plane * LANES + k % LANES;
        UNROLL for (int i = 0; i < PIXELS; i++) sum[i] = fma((float16)(channel[at[i]]), weight, sum[i]);
    }
    __global float16 *out = d_src + ((size_t)image * blocks + block) * plane;
    UNROLL for (int i = 0; i < PIXELS; i++) if (first + i < plane) out[first + i] = sum[i];
}
