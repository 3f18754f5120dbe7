#include "ref/conv3d_ref.h"

#include <stddef.h>

struct point {
    int t, y, x;
};

static int dst_at(const struct gfla_conv3d_ref *g, int n, int oc, struct point p)
{
    const int plane = g->channels_first ? (n * g->oc + oc) * g->ot + p.t : (n * g->ot + p.t) * g->oc + oc;
    return (plane * g->oh + p.y) * g->ow + p.x;
}

/* The element of src that tap k of the output at p reads; -1: a zero. */
static int src_at(const struct gfla_conv3d_ref *g, int n, int ic, struct point p, struct point k)
{
    const int t = p.t * g->stride_t - g->pad_t + k.t * g->dilation_t;
    const int y = p.y * g->stride - g->pad + k.y, x = p.x * g->stride - g->pad + k.x;
    if (t < 0 || t >= g->it || y < 0 || y >= g->ih || x < 0 || x >= g->iw)
        return -1;
    const int plane = g->channels_first ? (n * g->ic + ic) * g->it + t : (n * g->it + t) * g->ic + ic;
    return (plane * g->ih + y) * g->iw + x;
}

struct values {
    const double *src, *weights, *d_dst;
    double *dst, *d_src, *d_weights;
};

/* Everything that output (n, oc, p) multiplies: into dst, or the gradients of both factors. */
static void visit(const struct gfla_conv3d_ref *g, const struct values *v, int n, int oc, struct point p)
{
    const int d = dst_at(g, n, oc, p), taps = g->kt * g->kh * g->kw;
    for (int i = 0; i < g->ic * taps; i++) {
        const struct point k = {i / (g->kh * g->kw) % g->kt, i / g->kw % g->kh, i % g->kw};
        const int s = src_at(g, n, i / taps, p, k), w = oc * g->ic * taps + i;
        if (s < 0)
            continue;
        if (v->dst) {
            v->dst[d] += v->src[s] * v->weights[w];
        } else {
            v->d_src[s] += v->d_dst[d] * v->weights[w];
            v->d_weights[w] += v->d_dst[d] * v->src[s];
        }
    }
}

static void visit_all(const struct gfla_conv3d_ref *g, const struct values *v, const double *bias, double *d_bias)
{
    for (int i = 0; i < g->n * g->oc * g->ot * g->oh * g->ow; i++) {
        const struct point p = {i / (g->oh * g->ow) % g->ot, i / g->ow % g->oh, i % g->ow};
        const int plane = i / (g->ot * g->oh * g->ow), oc = plane % g->oc, n = plane / g->oc;
        if (v->dst)
            v->dst[dst_at(g, n, oc, p)] = bias ? bias[oc] : 0;
        else if (d_bias)
            d_bias[oc] += v->d_dst[dst_at(g, n, oc, p)];
        visit(g, v, n, oc, p);
    }
}

void gfla_conv3d_ref_fwd(const struct gfla_conv3d_ref *g, const double *src, const double *weights, const double *bias,
                         double *dst)
{
    visit_all(g, &(struct values){.src = src, .weights = weights, .dst = dst}, bias, NULL);
}

void gfla_conv3d_ref_bwd(const struct gfla_conv3d_ref *g, const double *src, const double *weights, const double *d_dst,
                         double *d_src, double *d_weights, double *d_bias)
{
    const struct values v = {.src = src, .weights = weights, .d_dst = d_dst, .d_src = d_src, .d_weights = d_weights};
    visit_all(g, &v, NULL, d_bias);
}
