#include "ref/logistic_loss_ref.h"

#include <math.h>

static double term(double a, double b)
{
    return fmax(-a * b, 0) + log1p(exp(-fabs(a * b)));
}

static double slope(double a, double b)
{
    return -b / (1 + exp(a * b));
}

double gfla_logistic_loss_ref_fwd(const struct gfla_pair_ref *size, const double *verdict, const double *side)
{
    return gfla_pair_mean_ref_fwd(size, term, verdict, side, NULL);
}

void gfla_logistic_loss_ref_bwd(const struct gfla_pair_ref *size, const double *verdict, const double *side, double d,
                                double *d_verdict)
{
    gfla_pair_mean_ref_bwd(size, slope, verdict, side, NULL, d, d_verdict);
}
