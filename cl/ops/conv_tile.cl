/* ops/conv_tile.cl - convolution by register tiles: GFLA_CONV_TILE_PIXELS pixels x NV float16 of output channels in one work-item.
 *
 * conv_tile_pack  weights and bias to the order in which conv_tile reads them; global {lane blocks of dst, blocks of src}
 * conv_tile       one phase of a convolution (see shared/conv_tile.h); global {tiles, groups of NV*16 output channels}
 *
 * src, dst are BLOCKED. The pixels of a tile follow each other in the order n, y, x of the phase, so no size wastes more than one
 * tile. Where each pixel finds each tap is computed once per work-item; positions outside the source point at zeros, so borders
 * cost no copy of the source. Build option NV: 1 or 2. */
#include "shared/conv.h"
#include "shared/conv_tile.h"

#ifndef NV
#define NV 2
#endif
#define LANES 16
#define PIXELS GFLA_CONV_TILE_PIXELS /* as many as an int8 has */
#define TAP_FLOATS (LANES * NV * LANES)
#define UNROLL _Pragma("unroll")

/* Where the weights of each tap begin in the packed buffer, for one lane block and one block of the reduction. */
static void find_taps(const struct gfla_conv *g, int transposed, int group, int groups, int block, int blocks, int first,
                      int *at)
{
    const int s = transposed ? g->stride : 1;
    for (int ky = 0; ky < g->kh; ky++)
        for (int kx = 0; kx < g->kw; kx++) {
            const int py = ky % s, px = kx % s;
            const int th = gfla_conv_phase_taps(g->kh, s, py), tw = gfla_conv_phase_taps(g->kw, s, px);
            const int before = gfla_conv_taps_before(g->kh, s, py) * g->kw + th * gfla_conv_taps_before(g->kw, s, px);
            /* A phase of a data gradient reads its taps backwards. */
            const int ty = transposed ? th - 1 - ky / s : ky, tx = transposed ? tw - 1 - kx / s : kx;
            at[ky * g->kw + kx] =
                first + ((before * groups + group * th * tw) * blocks + block * th * tw + ty * tw + tx) * TAP_FLOATS;
        }
}

/* weights [oc][ic][kh][kw]; transposed: lanes are ic and the reduction is over oc. */
__kernel void conv_tile_pack(const struct gfla_conv g, const int transposed, const int has_bias,
                             __global const float *restrict weights, __global const float *restrict bias,
                             __global float *restrict packed)
{
    const int lane_block = (int)get_global_id(0), block = (int)get_global_id(1);
    const int lane_blocks = (int)get_global_size(0), blocks = (int)get_global_size(1);
    const int n_lanes = transposed ? g.ic : g.oc, taps = g.kh * g.kw;
    int at[GFLA_CONV_TILE_TAPS];
    find_taps(&g, transposed, lane_block / NV, lane_blocks / NV, block, blocks,
              GFLA_CONV_PACKED_BIAS + lane_blocks * LANES, at);
    for (int a = 0; a < LANES; a++)
        for (int b = 0; b < LANES; b++) {
            const int oc = (transposed ? block : lane_block) * LANES + a, ic = (transposed ? lane_block : block) * LANES + b;
            const int lane = transposed ? b : a, k = transposed ? a : b;
            const int inside = oc < g.oc && ic < g.ic;
            __global const float *w = weights + ((size_t)oc * g.ic + ic) * taps;
            __global float *p = packed + k * NV * LANES + lane_block % NV * LANES + lane;
            for (int t = 0; t < taps; t++)
                p[at[t]] = inside ? w[t] : 0.f;
        }
    if (block)
        return;
    for (int lane = 0; lane < LANES; lane++) {
        const int c = lane_block * LANES + lane;
        packed[GFLA_CONV_PACKED_BIAS + c] = has_bias && c < n_lanes ? bias[c] : 0.f;
        if (c < GFLA_CONV_PACKED_BIAS)
            packed[c] = 0.f;
    }
}

/* gfla_conv_index for the eight pixels of a tile. */
static inline int8 index8(int8 i, int size, int padding)
{
    if (padding == GFLA_CONV_PAD_REPLICATE)
        return clamp(i, 0, size - 1);
    if (padding == GFLA_CONV_PAD_REFLECT) {
        i = max(i, -i);
        i = min(i, 2 * size - 2 - i);
    }
    return select(i, (int8)(-1), (i < 0) | (i >= size));
}

/* Image, row and column in the phase of the eight pixels from `first` on. */
static void find_pixels(const struct gfla_conv_tile *t, int first, int8 *n, int8 *y, int8 *x)
{
    int at[3][PIXELS], px = first % t->phase_w, py = first / t->phase_w % t->phase_h, pn = first / t->phase_w / t->phase_h;
    for (int i = 0; i < PIXELS; i++) {
        at[0][i] = pn;
        at[1][i] = py;
        at[2][i] = px;
        const int row_ends = ++px == t->phase_w;
        px = row_ends ? 0 : px;
        py += row_ends;
        const int image_ends = py == t->phase_h;
        py = image_ends ? 0 : py;
        pn += image_ends;
    }
    *n = vload8(0, at[0]);
    *y = vload8(0, at[1]);
    *x = vload8(0, at[2]);
}

/* For each pixel of the tile: the pixel of dst that it writes (-1: none), and for each tap the float of src where the tap finds
 * its first channel (-1: zeros). */
static void locate(const struct gfla_conv_tile *t, int first, int *at, int *out)
{
    const int src_blocks = (t->src_c + LANES - 1) / LANES, dst_blocks = (t->dst_c + LANES - 1) / LANES;
    int8 n, y, x, column[GFLA_CONV_TILE_TAPS];
    find_pixels(t, first, &n, &y, &x);
    const int8 outside = n >= t->n;
    const int8 row = (n * dst_blocks * t->dst_h + t->dst_y0 + y * t->dst_step) * t->dst_w;
    vstore8(select(row + t->dst_x0 + x * t->dst_step, (int8)(-1), outside), 0, out);
    for (int kx = 0; kx < t->kw; kx++)
        column[kx] = index8(t->src_x0 + x * t->src_step + kx, t->src_w, t->padding);
    for (int ky = 0; ky < t->kh; ky++) {
        const int8 sy = index8(t->src_y0 + y * t->src_step + ky, t->src_h, t->padding);
        const int8 line = (n * src_blocks * t->src_h + sy) * t->src_w;
        for (int kx = 0; kx < t->kw; kx++)
            vstore8(select((line + column[kx]) * LANES, (int8)(-1), outside | (sy < 0) | (column[kx] < 0)), ky * t->kw + kx, at);
    }
}

/* One source channel of one tap. */
static inline void multiply(float16 c[PIXELS][NV], __global const float *const p[PIXELS], __global const float *w, int k)
{
    float16 b[NV];
    UNROLL for (int j = 0; j < NV; j++) b[j] = vload16(k * NV + j, w);
    UNROLL for (int i = 0; i < PIXELS; i++)
    {
        const float16 a = (float16)(p[i][k]);
        UNROLL for (int j = 0; j < NV; j++) c[i][j] = fma(a, b[j], c[i][j]);
    }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void
conv_tile(const struct gfla_conv_tile t, __global const float *restrict src, __global const float *restrict packed,
          __global float *restrict dst)
{
    const int group = (int)get_global_id(1), taps = t.kh * t.kw;
    const int src_plane = t.src_h * t.src_w * LANES, dst_plane = t.dst_h * t.dst_w;
    const int src_blocks = (t.src_c + LANES - 1) / LANES, dst_blocks = (t.dst_c + LANES - 1) / LANES;
    int at[GFLA_CONV_TILE_TAPS * PIXELS], out[PIXELS];
    float16 c[PIXELS][NV];
    locate(&t, (int)get_global_id(0) * PIXELS, at, out);
    UNROLL for (int j = 0; j < NV; j++)
    {
        const float16 bias = vload16(group * NV + j, packed + GFLA_CONV_PACKED_BIAS);
        UNROLL for (int i = 0; i < PIXELS; i++) c[i][j] = bias;
    }
    __global const float *w = packed + t.weights_at + (size_t)group * src_blocks * taps * TAP_FLOATS;
    __global const float *block = src;
    for (int left = t.src_c; left > 0; left -= LANES, block += src_plane)
        for (int tap = 0; tap < taps; tap++, w += TAP_FLOATS) {
            __global const float *p[PIXELS];
            UNROLL for (int i = 0; i < PIXELS; i++)
            {
                const int a = at[tap * PIXELS + i];
                p[i] = a < 0 ? packed : block + a;
            }
            if (left >= LANES) {
                UNROLL for (int k = 0; k < LANES; k++) multiply(c, p, w, k);
            } else {
                for (int k = 0; k < left; k++)
                    multiply(c, p, w, k);
            }
        }
    UNROLL for (int j = 0; j < NV; j++)
        UNROLL for (int i = 0; i < PIXELS; i++)
            if (group * NV + j < dst_blocks && out[i] >= 0)
                ((__global float16 *)dst)[out[i] + (size_t)(group * NV + j) * dst_plane] = c[i][j];
}
