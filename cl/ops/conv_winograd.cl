/* ops/conv_winograd.cl - 3x3 or 5x5 convolution with stride 1 by Winograd's minimal filtering, in one kernel; see
 * shared/winograd.h.
 *
 * conv_winograd       global {ranges of w.blocks_per_item blocks of tiles, ranges of w.groups_per_item groups of output
 *                     channels}
 *                     moments  of dst, where share asks for them (shared/moments.h)
 *                     v  local, POINTS * (blocks_per_item * blocks of src * 8 + 1) vectors
 *                     m  local, POINTS * (blocks_per_item * NV * 8 + 1) vectors
 *
 * src, dst are BLOCKED, any size, channel count and border. A work-item brings its tiles of all source channels to the
 * points once and multiplies them with group after group of weights: each panel of weights serves blocks_per_item
 * products from the first-level cache, and v and m stay in the second. Build options TAPS: 3 or 5; TILE: 4, and 2 for
 * three taps; NV: 1 or 2. */
#define SCRATCH __local
#include "shared/conv_winograd_tile.h"
#include "shared/one_item.h"

#include "shared/conv_moments.h"

/* All tiles and source channels of a work-item: v [point][block of tiles][block of src][ROWS][16]. */
static void transform_tiles(const struct gfla_conv_winograd *w, const struct gfla_conv_prologue *p, int first_block,
                            int n_blocks, __global const float *src, __global const float *norm, __local float16 *v,
                            int step)
{
    const int src_blocks = divide_up(w->src_c, LANES), src_plane = w->src_h * w->src_w * LANES;
    int at[ROWS][POINTS], image[ROWS];
    for (int b = 0; b < n_blocks; b++) {
        for (int i = 0; i < ROWS; i++) {
            const struct tile t = find_tile(w, (first_block + b) * ROWS + i);
            locate_src(w, &t, at[i]);
            image[i] = t.n;
        }
        for (int block = 0; block < src_blocks; block++)
            for (int i = 0; i < ROWS; i++)
                transform_src(at[i], src + (size_t)block * src_plane, p, norm, image[i] * src_blocks + block,
                              v + (b * src_blocks + block) * ROWS + i, step);
    }
}

/* v times the weights of a group at all points. While the tile blocks take turns with the weights of one point, those
 * of the next are on their way: one block alone asks for every other cache line, which brings its neighbour along, and
 * two or more for half of them each. */
static void multiply_points(__local const float16 *v, int v_step, __global const float *u, int src_blocks, int n_blocks,
                            __local float16 *m, int m_step)
{
    const int panel = src_blocks * LANES * NV * LANES, stride = n_blocks == 1 ? NV * LANES : LANES;
    for (int point = 0; point < POINTS; point++, u += panel)
        for (int b = 0; b < n_blocks; b++)
            multiply(v + point * v_step + b * src_blocks * ROWS, u, src_blocks, m + point * m_step + b * ROWS * NV,
                     u + panel + b * src_blocks * LANES * LANES, stride);
}

/* m [point][block of tiles][ROWS][NV][16] back to pixels. */
static void store_tiles(const struct gfla_conv_winograd *w, int first_block, int n_blocks, int group,
                        __local const float16 *m, int step, __global const float *packed_bias, struct store *to,
                        struct item_moments *moments)
{
    const int dst_blocks = divide_up(w->dst_c, LANES);
    for (int j = 0; j < NV && group * NV + j < dst_blocks; j++) {
        const float16 bias = vload16(group * NV + j, packed_bias);
        begin_moments(moments, group * NV + j, 0);
        for (int i = 0; i < (n_blocks - 1) * ROWS + tiles_of(w, first_block + n_blocks - 1); i++) {
            const struct tile t = find_tile(w, first_block * ROWS + i);
            to->plane = dst_plane(w, &t, group * NV + j);
            transform_dst(w, &t, m + i * NV + j, step, bias, to);
            if (moments->share->slots)
                add_moments(moments, t.n, to->dst, to->plane + t.y * w->dst_w + t.x, w->dst_h - t.y, w->dst_w - t.x,
                            w->dst_w, 1);
        }
        end_moments(moments);
    }
}

__kernel ONE_ITEM void conv_winograd(const struct gfla_conv_winograd w, const struct gfla_conv_prologue p,
                                     const struct gfla_conv_epilogue e, const struct gfla_moments_share share,
                                     __global const float *restrict src, __global const float *restrict packed,
                                     __global const float *restrict norm, __global const float *restrict residual,
                                     __global float *restrict dst, __global float *restrict moments,
                                     __local float16 *restrict v, __local float16 *restrict m)
{
    const int first_block = (int)get_global_id(0) * w.blocks_per_item,
              first_group = (int)get_global_id(1) * w.groups_per_item;
    const int n_blocks = min(w.blocks_per_item, divide_up(n_tiles(&w), ROWS) - first_block);
    const int end_group = min(first_group + w.groups_per_item, w.groups), src_blocks = divide_up(w.src_c, LANES);
    const int v_step = w.blocks_per_item * src_blocks * ROWS + GFLA_WINOGRAD_SKEW;
    const int m_step = w.blocks_per_item * ROWS * NV + GFLA_WINOGRAD_SKEW;
    const int panel = src_blocks * LANES * NV * LANES;
    __global const float *packed_bias = packed + GFLA_WINOGRAD_PACKED_BIAS, *u = packed_bias + w.groups * NV * LANES;
    struct store to = {&e, residual, dst, 0};
    struct item_moments found = {
        .share = &share, .parts = moments, .item = (int)get_global_id(0), .blocks = divide_up(w.dst_c, LANES)};
    transform_tiles(&w, &p, first_block, n_blocks, src, norm, v, v_step);
    for (int group = first_group; group < end_group; group++) {
        multiply_points(v, v_step, u + (size_t)group * POINTS * panel, src_blocks, n_blocks, m, m_step);
        store_tiles(&w, first_block, n_blocks, group, m, m_step, packed_bias, &to, &found);
    }
}
