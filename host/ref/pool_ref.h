/* ref/pool_ref.h - see ops/pool.h. Doubles, [planes][h][w]: the planes of a are single channels here. */
#ifndef GFLA_REF_POOL_REF_H
#define GFLA_REF_POOL_REF_H

#include <stdbool.h>

#include "cl/shared/pool.h"

void gfla_pool_ref_fwd(const struct gfla_pool_args *a, bool mean, const double *src, double *dst);
/* Adds to d_src. src may be NULL of a mean. */
void gfla_pool_ref_bwd(const struct gfla_pool_args *a, bool mean, const double *src, const double *d_dst,
                       double *d_src);

#endif
