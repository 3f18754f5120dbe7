/* ref/mul_ref.h - products of tensors.
 * As in all of host/ref: doubles in C order (n c h w), plain loops; _bwd adds to the gradients it is given, NULL where
 * none is wanted. */
#ifndef GFLA_REF_MUL_REF_H
#define GFLA_REF_MUL_REF_H

#include "base/shape.h"

/* a [n, c, h, w]; b the same, or [n, 1, h, w] (b_channels 1). */
void gfla_mul_ref_fwd(struct gfla_shape shape, int64_t b_channels, const double *a, const double *b, double *dst);
void gfla_mul_ref_bwd(struct gfla_shape shape, int64_t b_channels, const double *a, const double *b,
                      const double *d_dst, double *d_a, double *d_b);

#endif
