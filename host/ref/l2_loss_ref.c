#include "ref/l2_loss_ref.h"

static double term(double a, double b)
{
    return (a - b) * (a - b);
}

static double slope(double a, double b)
{
    return 2 * (a - b);
}

double gfla_l2_loss_ref_fwd(const struct gfla_pair_ref *size, const double *a, const double *b, const double *weight)
{
    return gfla_pair_mean_ref_fwd(size, term, a, b, weight);
}

void gfla_l2_loss_ref_bwd(const struct gfla_pair_ref *size, const double *a, const double *b, const double *weight,
                          double d, double *d_a, double *d_b)
{
    gfla_pair_mean_ref_bwd(size, slope, a, b, weight, d, d_a);
    gfla_pair_mean_ref_bwd(size, slope, b, a, weight, d, d_b);
}
