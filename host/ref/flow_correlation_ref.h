/* ref/flow_correlation_ref.h - see ops/flow_correlation.h. Doubles in C order, n c h w. */
#ifndef GFLA_REF_FLOW_CORRELATION_REF_H
#define GFLA_REF_FLOW_CORRELATION_REF_H

#include "ref/sampling_ref.h"

/* target [n,c,h,w], source [n,c,src_h,src_w] -> best [n,1,h,w], flow [n,2,h,w]; either may be NULL. */
void gfla_flow_correlation_ref_fwd(const struct gfla_sampling_ref *size, const double *target, const double *source,
                                   double *best, double *flow);

/* Cosine of two features of c channels that lie a_step and b_step apart, 1e-8 added to their lengths. */
double gfla_cosine_ref_fwd(const double *a, int a_step, const double *b, int b_step, int c);

#endif
