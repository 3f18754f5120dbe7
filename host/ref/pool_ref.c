#include "ref/pool_ref.h"

/* The window of result (y, x): walks over its source positions, or -1 past the end. */
struct walk {
    int y0, y1, x0, x1, n;
};

static struct walk window(const struct gfla_pool_args *a, int y, int x)
{
    struct walk w = {.y0 = y * a->stride - a->ph, .x0 = x * a->stride - a->pw};
    w.y1 = w.y0 + a->kh, w.x1 = w.x0 + a->kw;
    w.y0 = w.y0 < 0 ? 0 : w.y0, w.x0 = w.x0 < 0 ? 0 : w.x0;
    w.y1 = w.y1 > a->ih ? a->ih : w.y1, w.x1 = w.x1 > a->iw ? a->iw : w.x1;
    w.n = (w.y1 - w.y0) * (w.x1 - w.x0);
    return w;
}

/* Source position number k of a window, in reading order. */
static int position(const struct gfla_pool_args *a, const struct walk *w, int k)
{
    const int width = w->x1 - w->x0;
    return (w->y0 + k / width) * a->iw + w->x0 + k % width;
}

static int winner(const struct gfla_pool_args *a, const struct walk *w, const double *src)
{
    int best = position(a, w, 0);
    for (int k = 1; k < w->n; k++)
        best = src[position(a, w, k)] > src[best] ? position(a, w, k) : best;
    return best;
}

/* What a mean divides by. */
static double parts(const struct gfla_pool_args *a, const struct walk *w)
{
    return a->whole ? a->kh * a->kw : w->n;
}

void gfla_pool_ref_fwd(const struct gfla_pool_args *a, bool mean, const double *src, double *dst)
{
    for (int i = 0; i < a->planes * a->oh * a->ow; i++) {
        const double *plane = src + i / (a->oh * a->ow) * a->ih * a->iw;
        const struct walk w = window(a, i / a->ow % a->oh, i % a->ow);
        double sum = 0;
        for (int k = 0; k < w.n; k++)
            sum += plane[position(a, &w, k)];
        dst[i] = mean ? sum / parts(a, &w) : plane[winner(a, &w, plane)];
    }
}

void gfla_pool_ref_bwd(const struct gfla_pool_args *a, bool mean, const double *src, const double *d_dst, double *d_src)
{
    for (int i = 0; i < a->planes * a->oh * a->ow; i++) {
        const int first = i / (a->oh * a->ow) * a->ih * a->iw;
        const struct walk w = window(a, i / a->ow % a->oh, i % a->ow);
        if (!mean)
            d_src[first + winner(a, &w, src + first)] += d_dst[i];
        for (int k = 0; mean && k < w.n; k++)
            d_src[first + position(a, &w, k)] += d_dst[i] / parts(a, &w);
    }
}
