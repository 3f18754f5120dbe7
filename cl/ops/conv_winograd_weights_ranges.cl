/* ops/conv_winograd_weights_ranges.cl - the weight gradient of ops/conv_winograd_weights.cl where channels are few: a
 * work-item brings its tiles to the points and multiplies them while they are in its cache.
 *
 * conv_winograd_weights_ranges  global {ranges}
 *                               v  local, POINTS * (blocks of src * CHUNK + 1) vectors
 *                               z  local, POINTS * (NV * CHUNK + 1) vectors
 * conv_winograd_weights_sum     (GT sum of u over ranges) to d_weights [oc][ic][3][3]; global {blocks of 16 output
 *                               channels, blocks of src}
 *
 * u [range][point][group][16 * blocks of src][NV*16]. The sum of a range, and that of the ranges, run in the order of
 * the tiles. Build options as of ops/conv_winograd.cl, with TILE 4 and TAPS 3. */
#define SCRATCH __local
#include "shared/conv_winograd_gradient.h"
#include "shared/one_item.h"

#define CHUNK GFLA_WINOGRAD_CHUNK

/* n tiles from `first` on of all source channels: v [point][block of src][n][16]. */
static inline void transform_src_tiles(const struct gfla_conv_winograd *w, int first, int n, __global const float *src,
                                       __local float16 *v, int step)
{
    const int src_blocks = divide_up(w->src_c, LANES);
    int at[POINTS];
    for (int i = 0; i < n; i++) {
        const struct tile t = find_tile(w, first + i);
        locate_src(w, &t, at);
        for (int block = 0; block < src_blocks; block++)
            transform_prepared(at, src + (size_t)block * w->src_h * w->src_w * LANES, 0, v + block * n + i, step);
    }
}

/* A chunk of n tiles is added to u of one group, [16 * blocks of src][NV*16] at points that are u_step apart. */
static inline void multiply_chunk(const struct gfla_conv_winograd *w, int n, __local const float16 *v, int v_step,
                                  __local const float16 *z, int z_step, int is_first, __global float16 *u, int u_step)
{
    for (int p = 0; p < POINTS; p++)
        for (int k = 0; k < w->src_c; k += HALF)
            add_products((__local const float *)(v + p * v_step + k / LANES * n) + k % LANES, z + p * z_step, n,
                         is_first, u + (size_t)p * u_step + k * NV);
}

__kernel ONE_ITEM void conv_winograd_weights_ranges(const struct gfla_conv_winograd w,
                                                    __global const float *restrict src,
                                                    __global const float *restrict d_dst, __global float16 *restrict u,
                                                    __local float16 *restrict v, __local float16 *restrict z)
{
    const int range = (int)get_global_id(0), ranges = (int)get_global_size(0), chunks = divide_up(n_tiles(&w), CHUNK);
    const int first = (int)((long)chunks * range / ranges), end = (int)((long)chunks * (range + 1) / ranges);
    const int src_blocks = divide_up(w.src_c, LANES), panel = src_blocks * LANES * NV, u_step = w.groups * panel;
    const int v_step = src_blocks * CHUNK + GFLA_WINOGRAD_SKEW, z_step = NV * CHUNK + GFLA_WINOGRAD_SKEW;
    u += (size_t)range * POINTS * u_step;
    for (int chunk = first; chunk < end; chunk++) {
        transform_src_tiles(&w, chunk * CHUNK, CHUNK, src, v, v_step);
        for (int group = 0; group < w.groups; group++) {
            for (int i = 0; i < CHUNK; i++)
                for (int j = 0; j < NV; j++)
                    transform_d_dst_of(&w, chunk * CHUNK + i, group * NV + j, d_dst, z + i * NV + j, z_step);
            multiply_chunk(&w, CHUNK, v, v_step, z, z_step, chunk == first, u + group * panel, u_step);
        }
    }
}

__kernel ONE_ITEM void conv_winograd_weights_sum(const struct gfla_conv_winograd w, const int ranges,
                                                 __global const float16 *restrict u, __global float *restrict d_weights)
{
    store_d_weights(&w, (int)get_global_id(0), (int)get_global_id(1), ranges, u, d_weights);
}
