/* shared/conv_locate.h - which pixels a register tile of a convolution computes, and where their taps lie (device side
 * only). TAP_FLOATS is the size of the packed weights of one tap, one group of outputs and one source block. */
#ifndef GFLA_SHARED_CONV_LOCATE_H
#define GFLA_SHARED_CONV_LOCATE_H

#include "shared/conv.h"
#include "shared/conv_tile.h"

#ifndef TAP_FLOATS
#define TAP_FLOATS 256
#endif
#ifndef LANES
#define LANES 16
#endif
#define PIXELS GFLA_CONV_TILE_PIXELS /* as many as an int8 has */
#define UNROLL _Pragma("unroll")

/* Where the weights of a tap begin in the packed buffer, for one group of outputs and one block of the reduction. */
static inline int find_tap(const struct gfla_conv *g, int transposed, int group, int groups, int block, int blocks,
                           int first, int ky, int kx)
{
    const int s = transposed ? g->stride : 1, py = ky % s, px = kx % s;
    const int th = gfla_conv_phase_taps(g->kh, s, py), tw = gfla_conv_phase_taps(g->kw, s, px);
    const int before = gfla_conv_taps_before(g->kh, s, py) * g->kw + th * gfla_conv_taps_before(g->kw, s, px);
    /* A phase of a data gradient reads its taps backwards. */
    const int ty = transposed ? th - 1 - ky / s : ky, tx = transposed ? tw - 1 - kx / s : kx;
    return first + ((before * groups + group * th * tw) * blocks + block * th * tw + ty * tw + tx) * TAP_FLOATS;
}

/* Of all taps. */
static inline void find_taps(const struct gfla_conv *g, int transposed, int group, int groups, int block, int blocks,
                             int first, int *at)
{
    for (int ky = 0; ky < g->kh; ky++)
        for (int kx = 0; kx < g->kw; kx++)
            at[ky * g->kw + kx] = find_tap(g, transposed, group, groups, block, blocks, first, ky, kx);
}

/* gfla_conv_index for the eight pixels of a tile. */
static inline int8 index8(int8 i, int size, int padding)
{
    if (padding == GFLA_CONV_PAD_REPLICATE)
        return min(max(i, (int8)(0)), (int8)(size - 1));
    if (padding == GFLA_CONV_PAD_REFLECT) {
        i = max(i, -i);
        i = min(i, 2 * size - 2 - i);
    }
    return select(i, (int8)(-1), (i < 0) | (i >= size));
}

/* Image, row and column in the phase of the eight pixels from `first` on. */
static inline void find_pixels(const struct gfla_conv_tile *t, int first, int8 *n, int8 *y, int8 *x)
{
    int at[3][PIXELS], px = first % t->phase_w, py = first / t->phase_w % t->phase_h,
                       pn = first / t->phase_w / t->phase_h;
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

/* For each pixel of the tile: the pixel of dst that it writes (-1: none), and for each tap the float of src where the
 * tap finds its first channel (-1: zeros). */
static inline void locate(const struct gfla_conv_tile *t, int first, int *at, int *out)
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
            vstore8(select((line + column[kx]) * LANES, (int8)(-1), outside | (sy < 0) | (column[kx] < 0)),
                    ky * t->kw + kx, at);
    }
}

#endif
