/* ref/instance_norm_ref.h - instance normalisation with leaky relu (slope 1: without).
 * As in all of host/ref: doubles in C order (n c h w), plain loops; _bwd adds to the gradients it is given, NULL where
 * none is wanted. */
#ifndef GFLA_REF_INSTANCE_NORM_REF_H
#define GFLA_REF_INSTANCE_NORM_REF_H

#include "base/shape.h"

/* src [n, c, h, w]; weight, bias [c]. */
void gfla_instance_norm_ref_fwd(struct gfla_shape shape, double eps, double slope, const double *src,
                                const double *weight, const double *bias, double *dst);
void gfla_instance_norm_ref_bwd(struct gfla_shape shape, double eps, double slope, const double *src,
                                const double *weight, const double *bias, const double *d_dst, double *d_src,
                                double *d_weight, double *d_bias);

#endif
