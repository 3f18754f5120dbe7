/* ref/warp_ref.h - see ops/warp.h; conventions in sampling_ref.h. */
#ifndef GFLA_REF_WARP_REF_H
#define GFLA_REF_WARP_REF_H

#include "ref/sampling_ref.h"

void gfla_warp_ref_fwd(const struct gfla_sampling_ref *size, int offset, const double *src, const double *flow,
                       double *dst);
void gfla_warp_ref_bwd(const struct gfla_sampling_ref *size, int offset, const double *src, const double *flow,
                       const double *d_dst, double *d_src, double *d_flow);

#endif
