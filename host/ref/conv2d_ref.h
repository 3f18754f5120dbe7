/* ref/conv2d_ref.h - convolution as plain C loops on doubles, n c h w; see struct gfla_conv for the definition. */
#ifndef GFLA_REF_CONV2D_REF_H
#define GFLA_REF_CONV2D_REF_H

#include "cl/shared/conv.h"

/* bias may be NULL. */
void gfla_conv2d_ref_fwd(const struct gfla_conv *g, const double *src, const double *weights, const double *bias,
                         double *dst);

/* Adds to those of d_src, d_weights and d_bias that are not NULL. */
void gfla_conv2d_ref_bwd(const struct gfla_conv *g, const double *src, const double *weights, const double *d_dst,
                         double *d_src, double *d_weights, double *d_bias);

#endif
