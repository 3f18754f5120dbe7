#include "ref/conv2d_ref.h"

#include <stddef.h>

/* The row or column that is read for position i of an axis of `size`; -1: a zero. */
static int read_at(int i, int size, int padding)
{
    if (i >= 0 && i < size)
        return i;
    switch (padding) {
    case GFLA_CONV_PAD_REFLECT:
        return i < 0 ? -i : 2 * (size - 1) - i;
    case GFLA_CONV_PAD_REPLICATE:
        return i < 0 ? 0 : size - 1;
    default:
        return -1;
    }
}

/* One product src[s] * weights[w] of dst[d], of which the loops below visit every one. */
struct product {
    const double *src, *weights, *d_dst;
    double *dst, *d_src, *d_weights;
};
typedef void (*visit)(const struct product *p, ptrdiff_t s, ptrdiff_t w, ptrdiff_t d);

/* Into each caller, so that what is called becomes a part of the loop: tests spend most of their time here. */
#define INTO_CALLER static inline __attribute__((always_inline))

INTO_CALLER void visit_taps(const struct gfla_conv *g, const struct product *p, visit call, int n, int oc, int y, int x)
{
    const ptrdiff_t d = (((ptrdiff_t)n * g->oc + oc) * g->oh + y) * g->ow + x;
    for (int ic = 0; ic < g->ic; ic++)
        for (int ky = 0; ky < g->kh; ky++)
            for (int kx = 0; kx < g->kw; kx++) {
                const int sy = read_at(y * g->stride - g->pad + ky, g->ih, g->padding);
                const int sx = read_at(x * g->stride - g->pad + kx, g->iw, g->padding);
                if (sy >= 0 && sx >= 0)
                    call(p, (((ptrdiff_t)n * g->ic + ic) * g->ih + sy) * g->iw + sx,
                         (((ptrdiff_t)oc * g->ic + ic) * g->kh + ky) * g->kw + kx, d);
            }
}

INTO_CALLER void visit_all(const struct gfla_conv *g, const struct product *p, visit call)
{
    for (int n = 0; n < g->n; n++)
        for (int oc = 0; oc < g->oc; oc++)
            for (int y = 0; y < g->oh; y++)
                for (int x = 0; x < g->ow; x++)
                    visit_taps(g, p, call, n, oc, y, x);
}

static void add_dst(const struct product *p, ptrdiff_t s, ptrdiff_t w, ptrdiff_t d)
{
    p->dst[d] += p->src[s] * p->weights[w];
}

static void add_d_src(const struct product *p, ptrdiff_t s, ptrdiff_t w, ptrdiff_t d)
{
    p->d_src[s] += p->d_dst[d] * p->weights[w];
}

static void add_d_weights(const struct product *p, ptrdiff_t s, ptrdiff_t w, ptrdiff_t d)
{
    p->d_weights[w] += p->d_dst[d] * p->src[s];
}

void gfla_conv2d_ref_fwd(const struct gfla_conv *g, const double *src, const double *weights, const double *bias,
                         double *dst)
{
    const ptrdiff_t area = (ptrdiff_t)g->oh * g->ow, count = (ptrdiff_t)g->n * g->oc * area;
    for (ptrdiff_t i = 0; i < count; i++)
        dst[i] = bias ? bias[i / area % g->oc] : 0;
    visit_all(g, &(struct product){.src = src, .weights = weights, .dst = dst}, add_dst);
}

void gfla_conv2d_ref_bwd(const struct gfla_conv *g, const double *src, const double *weights, const double *d_dst,
                         double *d_src, double *d_weights, double *d_bias)
{
    const ptrdiff_t area = (ptrdiff_t)g->oh * g->ow, count = (ptrdiff_t)g->n * g->oc * area;
    const struct product p = {.src = src, .weights = weights, .d_dst = d_dst, .d_src = d_src, .d_weights = d_weights};
    if (d_src)
        visit_all(g, &p, add_d_src);
    if (d_weights)
        visit_all(g, &p, add_d_weights);
    for (ptrdiff_t i = 0; d_bias && i < count; i++)
        d_bias[i / area % g->oc] += d_dst[i];
}
