/* ref/pair_loss_ref.h - what the references of the losses over two equal tensors share; see ops/pair_loss.h. Doubles in
 * C order. */
#ifndef GFLA_REF_PAIR_LOSS_REF_H
#define GFLA_REF_PAIR_LOSS_REF_H

#include <stddef.h>

/* Two tensors [n,c,area]; the weights, or NULL, are [n,area]. */
struct gfla_pair_ref {
    int n, c, area;
    double scale;
};

typedef double (*gfla_pair_term_ref)(double a, double b);

/* scale * mean of term, or scale * sum(weight * term) / (c * sum(weight) + 1e-6). */
double gfla_pair_mean_ref_fwd(const struct gfla_pair_ref *size, gfla_pair_term_ref term, const double *a,
                              const double *b, const double *weight);
/* Adds d * (the derivative by a, given by slope(a, b)) to d_a. */
void gfla_pair_mean_ref_bwd(const struct gfla_pair_ref *size, gfla_pair_term_ref slope, const double *a,
                            const double *b, const double *weight, double d, double *d_a);

#endif
