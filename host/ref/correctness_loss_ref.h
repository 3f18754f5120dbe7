/* ref/correctness_loss_ref.h - see ops/correctness_loss.h. Doubles in C order: sampled and target [n,c,area], best and
 * weight (or NULL) [n,1,area]. */
#ifndef GFLA_REF_CORRECTNESS_LOSS_REF_H
#define GFLA_REF_CORRECTNESS_LOSS_REF_H

struct gfla_correctness_loss_ref {
    int n, c, area;
    double scale;
};

double gfla_correctness_loss_ref_fwd(const struct gfla_correctness_loss_ref *size, const double *sampled,
                                     const double *target, const double *best, const double *weight);
/* Adds to d_sampled. */
void gfla_correctness_loss_ref_bwd(const struct gfla_correctness_loss_ref *size, const double *sampled,
                                   const double *target, const double *best, const double *weight, double d,
                                   double *d_sampled);

#endif
