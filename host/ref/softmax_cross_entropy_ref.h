/* ref/softmax_cross_entropy_ref.h - see ops/softmax_cross_entropy.h. shape is [n, c, h, w]. */
#ifndef GFLA_REF_SOFTMAX_CROSS_ENTROPY_REF_H
#define GFLA_REF_SOFTMAX_CROSS_ENTROPY_REF_H

#include "base/shape.h"

double gfla_softmax_cross_entropy_ref_fwd(struct gfla_shape shape, double scale, const double *logits,
                                          const double *target);
/* Adds to d_logits. */
void gfla_softmax_cross_entropy_ref_bwd(struct gfla_shape shape, double scale, const double *logits,
                                        const double *target, double d, double *d_logits);

#endif
