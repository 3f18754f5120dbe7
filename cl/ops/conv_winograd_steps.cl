/* ops/conv_winograd_steps.cl - Winograd convolution in three kernels, which need no local memory; otherwise as
 * ops/conv_winograd.cl.
 *
 * conv_winograd_src      tiles to the points; global {blocks of tiles, blocks of src}
 * conv_winograd_product  products at one point; global {ranges of w.blocks_per_item blocks of tiles, groups of output
 *                        channels, points}
 * conv_winograd_dst      products back to pixels; global {blocks of tiles, blocks of dst}
 *
 * v [block of tiles][point][block of src][ROWS][16], m [block of tiles][point][group][ROWS][NV*16]: they hold n_blocks
 * blocks of tiles, from first_block on, so that large images take turns in small buffers. Build options as of
 * ops/conv_winograd.cl. */
#define SCRATCH __global
#include "shared/conv_winograd_tile.h"
#include "shared/one_item.h"

__kernel ONE_ITEM void conv_winograd_src(const struct gfla_conv_winograd w, const struct gfla_conv_prologue p,
                                         const int first_block, __global const float *restrict src,
                                         __global const float *restrict norm, __global float16 *restrict v)
{
    const int tile_block = (int)get_global_id(0), block = (int)get_global_id(1), src_blocks = (int)get_global_size(1);
    __global float16 *out = v + (size_t)tile_block * POINTS * src_blocks * ROWS + block * ROWS;
    int at[POINTS];
    for (int i = 0; i < ROWS; i++) {
        const struct tile t = find_tile(&w, (first_block + tile_block) * ROWS + i);
        locate_src(&w, &t, at);
        transform_src(at, src + (size_t)block * w.src_h * w.src_w * LANES, &p, norm, t.n * src_blocks + block, out + i,
                      src_blocks * ROWS);
    }
}

__kernel ONE_ITEM void conv_winograd_product(const struct gfla_conv_winograd w, const int n_blocks,
                                             __global const float16 *restrict v, __global const float *restrict packed,
                                             __global float16 *restrict m)
{
    const int first = (int)get_global_id(0) * w.blocks_per_item, group = (int)get_global_id(1),
              p = (int)get_global_id(2);
    const int src_blocks = divide_up(w.src_c, LANES);
    __global const float *u = packed + GFLA_WINOGRAD_PACKED_BIAS + w.groups * NV * LANES +
                              (size_t)(group * POINTS + p) * src_blocks * LANES * NV * LANES;
    for (int b = first; b < min(first + w.blocks_per_item, n_blocks); b++)
        multiply(v + ((size_t)b * POINTS + p) * src_blocks * ROWS, u, src_blocks,
                 m + (((size_t)b * POINTS + p) * w.groups + group) * ROWS * NV, u + LANES * NV * LANES, NV * LANES);
}

__kernel ONE_ITEM void conv_winograd_dst(const struct gfla_conv_winograd w, const struct gfla_conv_epilogue e,
                                         const int first_block, __global const float16 *restrict m,
                                         __global const float *restrict packed, __global const float *restrict residual,
                                         __global float *restrict dst)
{
    const int tile_block = (int)get_global_id(0), block = (int)get_global_id(1), step = w.groups * ROWS * NV;
    const float16 bias = vload16(block, packed + GFLA_WINOGRAD_PACKED_BIAS);
    __global const float16 *in = m + (size_t)tile_block * POINTS * step + block / NV * ROWS * NV + block % NV;
    struct store to = {&e, residual, dst, 0};
    for (int i = 0; i < tiles_of(&w, first_block + tile_block); i++) {
        const struct tile t = find_tile(&w, (first_block + tile_block) * ROWS + i);
        to.plane = dst_plane(&w, &t, block);
        transform_dst(&w, &t, in + i * NV, step, bias, &to);
    }
}
