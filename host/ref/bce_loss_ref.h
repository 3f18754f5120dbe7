/* ref/bce_loss_ref.h - see ops/bce_loss.h; conventions in pair_loss_ref.h. */
#ifndef GFLA_REF_BCE_LOSS_REF_H
#define GFLA_REF_BCE_LOSS_REF_H

#include "ref/pair_loss_ref.h"

double gfla_bce_loss_ref_fwd(const struct gfla_pair_ref *size, const double *prob, const double *target);
void gfla_bce_loss_ref_bwd(const struct gfla_pair_ref *size, const double *prob, const double *target, double d,
                           double *d_prob);

#endif
