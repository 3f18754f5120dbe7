#include "ref/ssim_loss_ref.h"

#include <math.h>
#include <stddef.h>

#define WINDOW 11

/* Means of a window, the images in 0 .. 1. */
struct moments {
    double a, b, aa, bb, ab;
};

static double tap(int y, int x)
{
    double sum = 0;
    for (int i = -5; i <= 5; i++)
        sum += exp(-i * i / 4.5);
    return exp(-((y - 5) * (y - 5) + (x - 5) * (x - 5)) / 4.5) / (sum * sum);
}

/* a, b: the first pixel of the window. */
static struct moments moments_of(const double *a, const double *b, int w)
{
    struct moments m = {0};
    for (int y = 0; y < WINDOW; y++)
        for (int x = 0; x < WINDOW; x++) {
            const double k = tap(y, x), va = (a[y * w + x] + 1) / 2, vb = (b[y * w + x] + 1) / 2;
            m.a += k * va;
            m.b += k * vb;
            m.aa += k * va * va;
            m.bb += k * vb * vb;
            m.ab += k * va * vb;
        }
    return m;
}

/* *slope: the derivatives by a, aa and ab. */
static double similarity(const struct moments *m, struct moments *slope)
{
    const double c1 = 1e-4, c2 = 9e-4;
    const double a1 = 2 * m->a * m->b + c1, a2 = 2 * (m->ab - m->a * m->b) + c2;
    const double b1 = m->a * m->a + m->b * m->b + c1, b2 = m->aa - m->a * m->a + m->bb - m->b * m->b + c2;
    const double s = a1 * a2 / (b1 * b2);
    slope->a = (2 * m->b * a2 - 2 * m->b * a1) / (b1 * b2) - s * 2 * m->a / b1 + s * 2 * m->a / b2;
    slope->aa = -s / b2;
    slope->ab = 2 * a1 / (b1 * b2);
    return s;
}

/* Of the window whose first pixel is (y, x) of image n. */
static double weight_of(const struct gfla_ssim_loss_ref *p, const double *weight, int n, int y, int x)
{
    return weight ? weight[(n * p->h + y + 5) * p->w + x + 5] : 1;
}

/* What one window of one channel counts. */
static double coefficient(const struct gfla_ssim_loss_ref *p, const double *weight)
{
    double sum = 0;
    for (int n = 0; n < p->n; n++)
        for (int y = 0; y + WINDOW <= p->h; y++)
            for (int x = 0; x + WINDOW <= p->w; x++)
                sum += weight_of(p, weight, n, y, x);
    return p->scale / (p->c * sum + (weight ? 1e-6 : 0));
}

/* Adds the gradient of the similarity of a window, times factor. */
static void add_gradient(const double *a, const double *b, int w, const struct moments *slope, double factor,
                         double *d_a)
{
    for (int y = 0; y < WINDOW; y++)
        for (int x = 0; x < WINDOW; x++) {
            const double va = (a[y * w + x] + 1) / 2, vb = (b[y * w + x] + 1) / 2;
            d_a[y * w + x] += factor * tap(y, x) * (slope->a + 2 * va * slope->aa + vb * slope->ab) / 2;
        }
}

/* The sum over windows of weight * (1 - similarity); with d_a also adds factor times its gradient. */
static double visit(const struct gfla_ssim_loss_ref *p, const double *a, const double *b, const double *weight,
                    double factor, double *d_a)
{
    double sum = 0;
    for (int plane = 0; plane < p->n * p->c; plane++)
        for (int y = 0; y + WINDOW <= p->h; y++)
            for (int x = 0; x + WINDOW <= p->w; x++) {
                const int first = (plane * p->h + y) * p->w + x;
                const double of_window = weight_of(p, weight, plane / p->c, y, x);
                const struct moments m = moments_of(a + first, b + first, p->w);
                struct moments slope;
                sum += of_window * (1 - similarity(&m, &slope));
                if (d_a)
                    add_gradient(a + first, b + first, p->w, &slope, -factor * of_window, d_a + first);
            }
    return sum;
}

double gfla_ssim_loss_ref_fwd(const struct gfla_ssim_loss_ref *p, const double *a, const double *b,
                              const double *weight)
{
    return coefficient(p, weight) * visit(p, a, b, weight, 0, NULL);
}

void gfla_ssim_loss_ref_bwd(const struct gfla_ssim_loss_ref *p, const double *a, const double *b, const double *weight,
                            double d, double *d_a)
{
    visit(p, a, b, weight, d * coefficient(p, weight), d_a);
}
