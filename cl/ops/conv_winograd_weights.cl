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
#include "shared/conv_winograd_tile.h"
#include "shared/one_item.h"

#define HALF (LANES / 2) /* source channels of one register tile */
#define TILES_UNROLLED 4 /* a divisor of ROWS */

/* One tile of one block of d_dst; its value at point p goes to z + p * step. */
static void transform_d_dst(const struct gfla_conv_winograd *w, const struct tile *t, __global const float16 *plane,
                            __global float16 *z, int step)
{
    float16 columns[SPAN][TILE], line[TILE], o[SPAN];
    UNROLL for (int j = 0; j < TILE; j++)
    {
        UNROLL for (int i = 0; i < TILE; i++)
        {
            const int inside = t->y + i < w->dst_h && t->x + j < w->dst_w;
            line[i] = inside ? plane[(t->y + i) * w->dst_w + t->x + j] : (float16)(0.f);
        }
        winograd_d_dst(line, o);
        UNROLL for (int i = 0; i < SPAN; i++) columns[i][j] = o[i];
    }
    UNROLL for (int i = 0; i < SPAN; i++)
    {
        winograd_d_dst(columns[i], o);
        UNROLL for (int j = 0; j < SPAN; j++) z[(i * SPAN + j) * step] = o[j];
    }
}

/* Where there is no tile or no channel the gradient is zero. */
__kernel ONE_ITEM void conv_winograd_weights_dst(const struct gfla_conv_winograd w, const int first_block,
                                                 __global const float *restrict d_dst, __global float16 *restrict z)
{
    const int tile_block = (int)get_global_id(0), group = (int)get_global_id(1), n = (int)get_global_size(0) * ROWS;
    const int dst_blocks = divide_up(w.dst_c, LANES), step = w.groups * n * NV;
    for (int j = 0; j < NV; j++)
        for (int i = 0; i < ROWS; i++) {
            const int block = group * NV + j, index = (first_block + tile_block) * ROWS + i;
            const struct tile t = find_tile(&w, index);
            __global float16 *out = z + (group * n + tile_block * ROWS + i) * NV + j;
            if (block < dst_blocks && index < n_tiles(&w)) {
                transform_d_dst(
                    &w, &t, (__global const float16 *)d_dst + (size_t)(t.n * dst_blocks + block) * w.dst_h * w.dst_w,
                    out, step);
            } else {
                for (int p = 0; p < POINTS; p++)
                    out[p * step] = 0.f;
            }
        }
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

/* v [n][16], of which HALF channels, times z [n][NV*16], summed over n: u [HALF][NV*16]. */
static void add_products(__global const float *v, __global const float16 *z, int n, int is_first, __global float16 *u)
{
    float16 c[HALF][NV];
    UNROLL for (int i = 0; i < HALF; i++) UNROLL for (int j = 0; j < NV; j++) c[i][j] =
        is_first ? (float16)(0.f) : u[i * NV + j];
    for (int t = 0; t < n; t += TILES_UNROLLED, v += TILES_UNROLLED * LANES, z += TILES_UNROLLED * NV)
        UNROLL for (int k = 0; k < TILES_UNROLLED; k++) UNROLL for (int i = 0; i < HALF; i++)
        {
            const float16 a = (float16)(v[k * LANES + i]);
            UNROLL for (int j = 0; j < NV; j++) c[i][j] = fma(a, z[k * NV + j], c[i][j]);
        }
    UNROLL for (int i = 0; i < HALF; i++) UNROLL for (int j = 0; j < NV; j++) u[i * NV + j] = c[i][j];
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

/* GT u G for 16 output channels and one source channel; its value at point p is read from u + p * step. */
static void transform_d_weights(__global const float16 *u, int step, float d_taps[TAPS * TAPS][LANES])
{
    float16 rows[TAPS][SPAN], line[SPAN], o[TAPS];
    UNROLL for (int j = 0; j < SPAN; j++)
    {
        UNROLL for (int i = 0; i < SPAN; i++) line[i] = u[(size_t)(i * SPAN + j) * step];
        winograd_d_weights(line, o);
        UNROLL for (int i = 0; i < TAPS; i++) rows[i][j] = o[i];
    }
    UNROLL for (int i = 0; i < TAPS; i++)
    {
        winograd_d_weights(rows[i], o);
        UNROLL for (int j = 0; j < TAPS; j++) vstore16(o[j], 0, d_taps[i * TAPS + j]);
    }
}

__kernel ONE_ITEM void conv_winograd_weights(const struct gfla_conv_winograd w, __global const float16 *restrict u,
                                             __global float *restrict d_weights)
{
    const int lane_block = (int)get_global_id(0), block = (int)get_global_id(1),
              k_all = (int)get_global_size(1) * LANES;
    const int n_ic = min(LANES, w.src_c - block * LANES), n_oc = min(LANES, w.dst_c - lane_block * LANES);
    __global const float16 *in = u + ((size_t)(lane_block / NV) * k_all + block * LANES) * NV + lane_block % NV;
    float d_taps[LANES][TAPS * TAPS][LANES];
    for (int k = 0; k < n_ic; k++)
        transform_d_weights(in + k * NV, w.groups * k_all * NV, d_taps[k]);
    for (int lane = 0; lane < n_oc; lane++) {
        __global float *d = d_weights + ((size_t)(lane_block * LANES + lane) * w.src_c + block * LANES) * TAPS * TAPS;
        for (int k = 0; k < n_ic; k++)
            for (int tap = 0; tap < TAPS * TAPS; tap++)
                d[k * TAPS * TAPS + tap] = d_taps[k][tap][lane];
    }
}
