#include "ref/gradient_loss_ref.h"

#include <math.h>
#include <stddef.h>

/* What one weighted difference counts. */
static double coefficient(const struct gfla_gradient_loss_ref *p, const double *weight)
{
    double sum = 0;
    for (int i = 0; i < p->n * p->h * p->w; i++)
        sum += weight ? weight[i] : 1;
    return p->scale / (p->c * sum + (weight ? 1e-6 : 0));
}

/* The difference between elements i and j, and with d_a its gradient. */
static double visit_pair(const double *a, const double *b, int i, int j, double factor, double *d_a, double *d_b)
{
    const double e = (a[j] - b[j]) - (a[i] - b[i]), slope = e > 0 ? factor : e < 0 ? -factor : 0;
    if (d_a) {
        d_a[j] += slope;
        d_a[i] -= slope;
        d_b[j] -= slope;
        d_b[i] += slope;
    }
    return factor * fabs(e);
}

static double visit(const struct gfla_gradient_loss_ref *p, const double *a, const double *b, const double *weight,
                    double factor, double *d_a, double *d_b)
{
    double sum = 0;
    for (int i = 0; i < p->n * p->c * p->h * p->w; i++) {
        const int plane = p->h * p->w, x = i % p->w, y = i / p->w % p->h;
        const double f = factor * (weight ? weight[i / (p->c * plane) * plane + i % plane] : 1);
        if (x + 1 < p->w)
            sum += visit_pair(a, b, i, i + 1, f, d_a, d_b);
        if (y + 1 < p->h)
            sum += visit_pair(a, b, i, i + p->w, f, d_a, d_b);
    }
    return sum;
}

double gfla_gradient_loss_ref_fwd(const struct gfla_gradient_loss_ref *p, const double *a, const double *b,
                                  const double *weight)
{
    return visit(p, a, b, weight, coefficient(p, weight), NULL, NULL);
}

void gfla_gradient_loss_ref_bwd(const struct gfla_gradient_loss_ref *p, const double *a, const double *b,
                                const double *weight, double d, double *d_a, double *d_b)
{
    visit(p, a, b, weight, d * coefficient(p, weight), d_a, d_b);
}
