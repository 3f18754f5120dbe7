/* ops/conv_winograd_weights.cl - the weight gradient of a 3x3 convolution with stride 1 by Winograd's minimal
 * filtering.
 *
 * The forward convolution is dst = AT [(G weights) * (BT src)], so d_weights = GT [sum over tiles of (A d_dst) * (BT
 * src)].
 * conv_winograd_weights_dst      (A d_dst); global {blocks of tiles, groups of output channels}
 * conv_winograd_weights_src      (BT src); global {blocks of tiles, blocks of src}
 * conv_winograd_weights_product  their products, summed over tiles; global {groups, points}
 * conv_winograd_weights          (GT u) to d_weights [oc][ic][3][3]; global {blocks of 16 output channels, blocks of
 *                                src}
 *
 * v [point][block of src][n tiles][16] and z [point][group][n tiles][NV*16] hold n_blocks blocks of tiles from
 * first_block on; further rounds add to u [point][group][16 * blocks of src][NV*16]. Sums run in the order of the
 * tiles. Build options as of ops/conv_winograd.cl, with TILE 4 and TAPS 3. */
#define SCRATCH __global
#include "shared/conv_winograd_gradient.h"
#include "shared/one_item.h"

__kernel ONE_ITEM void conv_winograd_weights_dst(const struct gfla_conv_winograd w, const int first_block,
                                                 __global const float *restrict d_dst, __global float16 *restrict z)
{
    const int tile_block = (int)get_global_id(0), group = (int)get_global_id(1), n = (int)get_global_size(0) * ROWS;
    for (int j = 0; j < NV; j++)
        for (int i = 0; i < ROWS; i++)
            transform_d_dst_of(&w, (first_block + tile_block) * ROWS + i, group * NV + j, d_dst,
                               z + (group * n + tile_block * ROWS + i) * NV + j, w.groups * n * NV);
}

__kernel ONE_ITEM void conv_winograd_weights_src(const struct gfla_conv_winograd w, const int first_block,
                                                 __global const float *restrict src, __global float16 *restrict v)
{
    const int tile_block = (int)get_global_id(0), block = (int)get_global_id(1), src_blocks = (int)get_global_size(1);
    const int n = (int)get_global_size(0) * ROWS;
    int at[POINTS];
    for (int i = 0; i < ROWS; i++) {
        const struct tile t = find_tile(&w, (first_block + tile_block) * ROWS + i);
        locate_src(&w, &t, at);
        transform_prepared(at, src + (size_t)block * w.src_h * w.src_w * LANES, 0,
                           v + block * n + tile_block * ROWS + i, src_blocks * n);
    }
}

__kernel ONE_ITEM void conv_winograd_weights_product(const struct gfla_conv_winograd w, const int first_block,
                                                     const int n_blocks, __global const float16 *restrict v,
                                                     __global const float16 *restrict z, __global float16 *restrict u)
{
    const int group = (int)get_global_id(0), p = (int)get_global_id(1), n = n_blocks * ROWS;
    const int src_blocks = divide_up(w.src_c, LANES);
    __global const float16 *z_panel = z + (size_t)(p * w.groups + group) * n * NV;
    __global float16 *u_panel = u + (size_t)(p * w.groups + group) * src_blocks * LANES * NV;
    for (int block = 0; block < src_blocks; block++)
        for (int half_block = 0; half_block < 2; half_block++)
            add_products((__global const float *)(v + (size_t)(p * src_blocks + block) * n) + half_block * HALF,
                         z_panel, n, first_block == 0, u_panel + (block * LANES + half_block * HALF) * NV);
}

__kernel ONE_ITEM void conv_winograd_weights(const struct gfla_conv_winograd w, __global const float16 *restrict u,
                                             __global float *restrict d_weights)
{
    store_d_weights(&w, (int)get_global_id(0), (int)get_global_id(1), 1, u, d_weights);
}
