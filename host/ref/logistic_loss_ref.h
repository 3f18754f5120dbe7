/* ref/logistic_loss_ref.h - see ops/logistic_loss.h; conventions in pair_loss_ref.h. */
#ifndef GFLA_REF_LOGISTIC_LOSS_REF_H
#define GFLA_REF_LOGISTIC_LOSS_REF_H

#include "ref/pair_loss_ref.h"

double gfla_logistic_loss_ref_fwd(const struct gfla_pair_ref *size, const double *verdict, const double *side);
void gfla_logistic_loss_ref_bwd(const struct gfla_pair_ref *size, const double *verdict, const double *side, double d,
                                double *d_verdict);

#endif
