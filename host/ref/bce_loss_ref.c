#include "ref/bce_loss_ref.h"

#include <math.h>

static double term(double a, double b)
{
    const double p = fmin(fmax(a, 1e-6), 1 - 1e-6);
    return -b * log(p) - (1 - b) * log(1 - p);
}

static double slope(double a, double b)
{
    if (a < 1e-6 || a > 1 - 1e-6)
        return 0;
    return (a - b) / (a * (1 - a));
}

double gfla_bce_loss_ref_fwd(const struct gfla_pair_ref *size, const double *prob, const double *target)
{
    return gfla_pair_mean_ref_fwd(size, term, prob, target, NULL);
}

void gfla_bce_loss_ref_bwd(const struct gfla_pair_ref *size, const double *prob, const double *target, double d,
                           double *d_prob)
{
    gfla_pair_mean_ref_bwd(size, slope, prob, target, NULL, d, d_prob);
}
