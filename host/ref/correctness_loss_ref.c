#include "ref/correctness_loss_ref.h"

#include <math.h>

#include "ref/flow_correlation_ref.h"

#define EPS 1e-8

/* scale / (sum of weights); 0 when all weights are. */
static double coefficient(const struct gfla_correctness_loss_ref *size, const double *weight)
{
    double sum = 0;
    for (int i = 0; i < size->n * size->area; i++)
        sum += weight ? weight[i] : 1;
    return sum > 0 ? size->scale / sum : 0;
}

static double length(const double *feature, int c, int step)
{
    double sum = 0;
    for (int i = 0; i < c; i++)
        sum += feature[i * step] * feature[i * step];
    return sqrt(sum);
}

double gfla_correctness_loss_ref_fwd(const struct gfla_correctness_loss_ref *size, const double *sampled,
                                     const double *target, const double *best, const double *weight)
{
    double sum = 0;
    for (int i = 0; i < size->n * size->area; i++) {
        const int at = i / size->area * size->c * size->area + i % size->area;
        const double mu = gfla_cosine_ref_fwd(sampled + at, size->area, target + at, size->area, size->c);
        sum += (weight ? weight[i] : 1) * (exp(-mu / (best[i] + EPS)) - exp(-1));
    }
    return coefficient(size, weight) * sum;
}

void gfla_correctness_loss_ref_bwd(const struct gfla_correctness_loss_ref *size, const double *sampled,
                                   const double *target, const double *best, const double *weight, double d,
                                   double *d_sampled)
{
    const double factor = d * coefficient(size, weight);
    const int area = size->area, c = size->c;
    for (int i = 0; i < size->n * area; i++) {
        const int at = i / area * c * area + i % area;
        const double *s = sampled + at, *t = target + at, mu = gfla_cosine_ref_fwd(s, area, t, area, c);
        const double ls = length(s, c, area), lt = length(t, c, area);
        const double d_mu = -factor * (weight ? weight[i] : 1) * exp(-mu / (best[i] + EPS)) / (best[i] + EPS);
        for (int k = 0; k < c; k++) {
            const double turn = ls > 0 ? mu * s[k * area] / ls : 0;
            d_sampled[at + k * area] += d_mu * (t[k * area] / (lt + EPS) - turn) / (ls + EPS);
        }
    }
}
