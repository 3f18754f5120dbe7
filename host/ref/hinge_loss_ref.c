#include "ref/hinge_loss_ref.h"

#include <math.h>

static double term(double a, double b)
{
    return fmax(1 - a * b, 0);
}

static double slope(double a, double b)
{
    return a * b < 1 ? -b : 0;
}

double gfla_hinge_loss_ref_fwd(const struct gfla_pair_ref *size, const double *verdict, const double *side)
{
    return gfla_pair_mean_ref_fwd(size, term, verdict, side, NULL);
}

void gfla_hinge_loss_ref_bwd(const struct gfla_pair_ref *size, const double *verdict, const double *side, double d,
                             double *d_verdict)
{
    gfla_pair_mean_ref_bwd(size, slope, verdict, side, NULL, d, d_verdict);
}
