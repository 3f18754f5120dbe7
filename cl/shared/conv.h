/* shared/conv.h - the geometry of a convolution and how positions outside the source are read; compiled by host and
 * device. */
#ifndef GFLA_SHARED_CONV_H
#define GFLA_SHARED_CONV_H

#define GFLA_CONV_PAD_ZERO 0
#define GFLA_CONV_PAD_REFLECT 1 /* the border pixel is not repeated; pad < size */
#define GFLA_CONV_PAD_REPLICATE 2

/* dst[n][oc][y][x] = bias[oc] + sum over ic, ky, kx of weights[oc][ic][ky][kx] * src[n][ic][y*stride + ky -
 * pad][x*stride + kx - pad]. A transposed convolution is the data gradient of such a convolution, so its own output is
 * this `src` side. */
struct gfla_conv {
    int n;
    int ic, ih, iw;
    int oc, oh, ow;
    int kh, kw;
    int stride, pad, padding;
};

/* The source row or column that position i of an axis reads, or -1 for a zero. */
static inline int gfla_conv_index(int i, int size, int padding)
{
    if (padding == GFLA_CONV_PAD_REPLICATE)
        return i < 0 ? 0 : i < size ? i : size - 1;
    if (padding == GFLA_CONV_PAD_REFLECT)
        i = i < 0 ? -i : i < size ? i : 2 * size - 2 - i;
    return i >= 0 && i < size ? i : -1;
}

/* Bordered positions first..last that may read source position i: one inside, all of them near the ends of the axis. */
static inline void gfla_conv_readers(int i, int size, int pad, int padding, int *first, int *last)
{
    const int near_end = padding != GFLA_CONV_PAD_ZERO && (i <= pad || i >= size - 1 - pad);
    *first = near_end ? -pad : i;
    *last = near_end ? size - 1 + pad : i;
}

/* Phases: with stride s, the outputs of a data gradient (or of a transposed convolution) whose bordered position is p
 * modulo s see only the taps p, p + s, p + 2s, ... of an axis with k taps. */
static inline int gfla_conv_phase_taps(int k, int s, int p)
{
    return k > p ? (k - p + s - 1) / s : 0;
}

/* Taps of the phases before p. */
static inline int gfla_conv_taps_before(int k, int s, int p)
{
    int taps = 0;
    for (int q = 0; q < p; q++)
        taps += gfla_conv_phase_taps(k, s, q);
    return taps;
}

#endif
