#include "ref/conv_transpose2d_ref.h"

#include <stddef.h>

/* Arrays that one pass over all products reads and adds to; NULL where it does not. */
struct pass {
    const double *src, *weights, *d_dst;
    double *dst, *d_src, *d_weights;
};

static void scatter(const struct gfla_conv_transpose2d_ref *g, const struct pass *p, int n, int ic, int y, int x)
{
    const ptrdiff_t s = (((ptrdiff_t)n * g->ic + ic) * g->ih + y) * g->iw + x;
    for (int oc = 0; oc < g->oc; oc++)
        for (int ky = 0; ky < g->kh; ky++)
            for (int kx = 0; kx < g->kw; kx++) {
                const int dy = y * g->stride - g->pad + ky, dx = x * g->stride - g->pad + kx;
                const ptrdiff_t w = (((ptrdiff_t)ic * g->oc + oc) * g->kh + ky) * g->kw + kx;
                const ptrdiff_t d = (((ptrdiff_t)n * g->oc + oc) * g->oh + dy) * g->ow + dx;
                if (dy < 0 || dx < 0 || dy >= g->oh || dx >= g->ow)
                    continue;
                if (p->dst)
                    p->dst[d] += p->src[s] * p->weights[w];
                if (p->d_src)
                    p->d_src[s] += p->d_dst[d] * p->weights[w];
                if (p->d_weights)
                    p->d_weights[w] += p->d_dst[d] * p->src[s];
            }
}

static void scatter_all(const struct gfla_conv_transpose2d_ref *g, const struct pass *p)
{
    for (int n = 0; n < g->n; n++)
        for (int ic = 0; ic < g->ic; ic++)
            for (int y = 0; y < g->ih; y++)
                for (int x = 0; x < g->iw; x++)
                    scatter(g, p, n, ic, y, x);
}

void gfla_conv_transpose2d_ref_fwd(const struct gfla_conv_transpose2d_ref *g, const double *src, const double *weights,
                                   const double *bias, double *dst)
{
    const ptrdiff_t area = (ptrdiff_t)g->oh * g->ow, count = (ptrdiff_t)g->n * g->oc * area;
    for (ptrdiff_t i = 0; i < count; i++)
        dst[i] = bias ? bias[i / area % g->oc] : 0;
    scatter_all(g, &(struct pass){.src = src, .weights = weights, .dst = dst});
}

void gfla_conv_transpose2d_ref_bwd(const struct gfla_conv_transpose2d_ref *g, const double *src, const double *weights,
                                   const double *d_dst, double *d_src, double *d_weights, double *d_bias)
{
    const ptrdiff_t area = (ptrdiff_t)g->oh * g->ow, count = (ptrdiff_t)g->n * g->oc * area;
    scatter_all(g,
                &(struct pass){.src = src, .weights = weights, .d_dst = d_dst, .d_src = d_src, .d_weights = d_weights});
    for (ptrdiff_t i = 0; d_bias && i < count; i++)
        d_bias[i / area % g->oc] += d_dst[i];
}
