/* shared/conv_stride2.h - how a convolution of stride 2 falls apart into four of stride 1; compiled by host and device.
 *
 * Kernels of 3 or 4 taps, padding 1. Along one axis, with phases p = 0 and 1 and at most two taps in each:
 *   forward    the phases are those of the source:    dst[y] = sum over p, t of w[p + 2t] src[2 (y + t) + p - 1]
 *   transposed the phases are those of what is made:  dst[2v + p] = sum over t of w[tap(p, t)] src[v + first(p) + t]
 * A phase with one tap has it at t = 0. */
#ifndef GFLA_SHARED_CONV_STRIDE2_H
#define GFLA_SHARED_CONV_STRIDE2_H

/* Each phase is computed by F(tile, 2), tile 2 or 4: as many outputs from tile + 1 sources by tile + 1 products
 * (shared/winograd_taps2.h). The last product is that of the second tap, so a phase of one tap has no more than
 * `tile`. */

/* The tiles that a product takes at once. */
#define GFLA_CONV_STRIDE2_ROWS 8

/* How the work is shared out: a work-item makes `groups` groups of NV*16 channels of dst of `tile_blocks` times ROWS
 * tiles. */
struct gfla_conv_stride2 {
    int tile_blocks, groups;
};

/* Taps of a phase, one or two. */
static inline int gfla_conv_stride2_taps(int taps, int transposed, int phase)
{
    return taps == 4 || phase == (transposed ? 1 : 0) ? 2 : 1;
}

/* Points of a phase. */
static inline int gfla_conv_stride2_points(int tile, int taps, int transposed, int phase)
{
    return tile - 1 + gfla_conv_stride2_taps(taps, transposed, phase);
}

/* The position in the kernel of tap t of a phase, or -1. */
static inline int gfla_conv_stride2_tap(int taps, int transposed, int phase, int t)
{
    if (gfla_conv_stride2_taps(taps, transposed, phase) == 1)
        return t == 0 ? 1 : -1;
    return !transposed ? phase + 2 * t : phase == 1 ? 2 - 2 * t : 3 - 2 * t;
}

/* Points of the phases before `phase` (0 to 4) of a kernel of taps x taps. */
static inline int gfla_conv_stride2_points_before(int tile, int taps, int transposed, int phase)
{
    int points = 0;
    for (int p = 0; p < phase; p++)
        points += gfla_conv_stride2_points(tile, taps, transposed, p / 2) *
                  gfla_conv_stride2_points(tile, taps, transposed, p % 2);
    return points;
}

/* Packed weights: sixteen zeros, then the bias of all dst channels, then for every phase
 * [group of NV*16 dst channels][point][src channel, whole blocks][NV*16]; zeros where there is no channel. */
#define GFLA_CONV_STRIDE2_BIAS 16

#endif
