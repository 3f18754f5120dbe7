/* ops/gram_group.cl - Gram matrices for devices whose vectors are neighbouring work-items; see ops/gram.cl.
 *
 * The products are those of a weight gradient of a 1x1 convolution, ops/conv_group_weights.cl, over ranges of pixels.
 *   gram_group_sum(size, n_matrices, ranges, factor, parts, dst)    parts [n][ranges][size], dst [n][size], size = c * c;
 *     one work-item per element of dst
 *   gram_group_bwd_sum(n, c, blocks, factor, d_dst, both)           one per element of both
 *   gram_group_bwd(c, blocks, plane, src, both, d_src)              a group makes PIXELS * ROWS pixels of one block;
 *     global {ITEMS * runs of pixels, blocks, n}
 * src, d_src [n][blocks][plane][16]; dst, d_dst [n][c][c]; both [n][c][blocks * 16], zeros past c. */
#define LANES 16
#define ROWS 4
#define ITEMS (LANES * ROWS)
#define PIXELS 8 /* of a work-item */
#define UNROLL _Pragma("unroll")

__kernel void gram_group_sum(const int size, const int n_matrices, const int ranges, const float factor,
                             __global const float *restrict parts, __global float *restrict dst)
{
    const int i = (int)get_global_id(0), n = i / size;
    if (n >= n_matrices)
        return;
    float sum = 0.0f;
    for (int range = 0; range < ranges; range++)
        sum += parts[((size_t)n * ranges + range) * size + i % size];
    dst[i] = factor * sum;
}

__kernel void gram_group_bwd_sum(const int n, const int c, const int blocks, const float factor,
                                 __global const float *restrict d_dst, __global float *restrict both)
{
    const int id = (int)get_global_id(0), width = blocks * LANES, j = id % width, i = id / width % c;
    if (id >= n * c * width)
        return;
    __global const float *d = d_dst + (size_t)(id / width / c) * c * c;
    both[id] = j < c ? factor * (d[i * c + j] + d[j * c + i]) : 0.0f;
}

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void
gram_group_bwd(const int c, const int blocks, const int plane, __global const float *restrict src,
               __global const float *restrict both, __global float *restrict d_src)
{
    __local float sources[ROWS * PIXELS * LANES], weights[LANES * LANES];
    const int item = (int)get_local_id(0), lane = item % LANES, row = item / LANES;
    const int first = (int)get_group_id(0) * ROWS * PIXELS + row, block = (int)get_global_id(1);
    const int image = (int)get_global_id(2);
    float sum[PIXELS];
    UNROLL for (int i = 0; i < PIXELS; i++) sum[i] = 0.0f;
    for (int from = 0; from < blocks; from++) {
        __global const float *p = src + ((size_t)image * blocks + from) * plane * LANES;
        barrier(CLK_LOCAL_MEM_FENCE);
        UNROLL for (int i = 0; i < PIXELS; i++)
        {
            const int pixel = min(first + i * ROWS, plane - 1);
            sources[(i * ROWS + row) * LANES + lane] = p[(size_t)pixel * LANES + lane];
        }
        for (int k = row; k < LANES; k += ROWS) {
            const int channel = from * LANES + k;
            weights[k * LANES + lane] =
                channel < c ? both[(((size_t)image * c + channel) * blocks + block) * LANES + lane] : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int k = 0; k < LANES; k++) {
            const float weight = weights[k * LANES + lane];
            UNROLL for (int i = 0; i < PIXELS; i++) sum[i] = fma(sources[(i * ROWS + row) * LANES + k], weight, sum[i]);
        }
    }
    __global float *out = d_src + ((size_t)image * blocks + block) * plane * LANES;
    UNROLL for (int i = 0; i < PIXELS; i++) if (first + i * ROWS < plane)
        out[(size_t)(first + i * ROWS) * LANES + lane] = sum[i];
}
