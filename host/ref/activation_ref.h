/* ref/activation_ref.h - activation functions of n elements; gradients from the input.
 * As in all of host/ref: doubles in C order (n c h w), plain loops; _bwd adds to the gradients it is given, NULL where
 * none is wanted. */
#ifndef GFLA_REF_ACTIVATION_REF_H
#define GFLA_REF_ACTIVATION_REF_H

#include "base/shape.h"

void gfla_leaky_relu_ref_fwd(int64_t n, double slope, const double *src, double *dst);
void gfla_leaky_relu_ref_bwd(int64_t n, double slope, const double *src, const double *d_dst, double *d_src);
void gfla_tanh_ref_fwd(int64_t n, const double *src, double *dst);
void gfla_tanh_ref_bwd(int64_t n, const double *src, const double *d_dst, double *d_src);
void gfla_sigmoid_ref_fwd(int64_t n, const double *src, double *dst);
void gfla_sigmoid_ref_bwd(int64_t n, const double *src, const double *d_dst, double *d_src);

#endif
