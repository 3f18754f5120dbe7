/* ref/l2_loss_ref.h - see ops/l2_loss.h; conventions in pair_loss_ref.h. */
#ifndef GFLA_REF_L2_LOSS_REF_H
#define GFLA_REF_L2_LOSS_REF_H

#include "ref/pair_loss_ref.h"

double gfla_l2_loss_ref_fwd(const struct gfla_pair_ref *size, const double *a, const double *b, const double *weight);
/* Adds to d_a and d_b. */
void gfla_l2_loss_ref_bwd(const struct gfla_pair_ref *size, const double *a, const double *b, const double *weight,
                          double d, double *d_a, double *d_b);

#endif
