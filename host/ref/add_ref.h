/* ref/add_ref.h - sums and multiples of tensors of n elements.
 * As in all of host/ref: doubles in C order (n c h w), plain loops; _bwd adds to the gradients it is given, NULL where
 * none is wanted. */
#ifndef GFLA_REF_ADD_REF_H
#define GFLA_REF_ADD_REF_H

#include "base/shape.h"

/* dst = fa * a + fb * b */
void gfla_add_scaled_ref_fwd(int64_t n, const double *a, double fa, const double *b, double fb, double *dst);
void gfla_add_scaled_ref_bwd(int64_t n, double fa, double fb, const double *d_dst, double *d_a, double *d_b);

#endif
