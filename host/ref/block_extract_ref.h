/* ref/block_extract_ref.h - see ops/block_extract.h; conventions in sampling_ref.h; dst is [n,c,h*k,w*k]. */
#ifndef GFLA_REF_BLOCK_EXTRACT_REF_H
#define GFLA_REF_BLOCK_EXTRACT_REF_H

#include "ref/sampling_ref.h"

void gfla_block_extract_ref_fwd(const struct gfla_sampling_ref *size, int k, const double *src, const double *flow,
                                double *dst);
void gfla_block_extract_ref_bwd(const struct gfla_sampling_ref *size, int k, const double *src, const double *flow,
                                const double *d_dst, double *d_src, double *d_flow);

#endif
