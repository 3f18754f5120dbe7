/* ref/resample_gaussian_ref.h - see ops/resample_gaussian.h; conventions in sampling_ref.h. */
#ifndef GFLA_REF_RESAMPLE_GAUSSIAN_REF_H
#define GFLA_REF_RESAMPLE_GAUSSIAN_REF_H

#include "ref/sampling_ref.h"

void gfla_resample_gaussian_ref_fwd(const struct gfla_sampling_ref *size, int kernel, double sigma, const double *src,
                                    const double *flow, double *dst);
void gfla_resample_gaussian_ref_bwd(const struct gfla_sampling_ref *size, int kernel, double sigma, const double *src,
                                    const double *flow, const double *d_dst, double *d_src, double *d_flow);

#endif
