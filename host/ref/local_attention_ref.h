/* ref/local_attention_ref.h - see ops/local_attention.h; conventions in sampling_ref.h; weights are [n,k*k,h,w]. */
#ifndef GFLA_REF_LOCAL_ATTENTION_REF_H
#define GFLA_REF_LOCAL_ATTENTION_REF_H

#include "ref/sampling_ref.h"

void gfla_local_attention_ref_fwd(const struct gfla_sampling_ref *size, int k, double scale, const double *weights,
                                  const double *src, const double *flow, double *dst);
void gfla_local_attention_ref_bwd(const struct gfla_sampling_ref *size, int k, double scale, const double *weights,
                                  const double *src, const double *flow, const double *d_dst, double *d_weights,
                                  double *d_src, double *d_flow);

#endif
