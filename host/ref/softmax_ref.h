/* ref/softmax_ref.h - softmax over channels.
 * As in all of host/ref: doubles in C order (n c h w), plain loops; _bwd adds to the gradients it is given, NULL where
 * none is wanted. */
#ifndef GFLA_REF_SOFTMAX_REF_H
#define GFLA_REF_SOFTMAX_REF_H

#include "base/shape.h"

void gfla_softmax_channels_ref_fwd(struct gfla_shape shape, const double *src, double *dst);
void gfla_softmax_channels_ref_bwd(struct gfla_shape shape, const double *src, const double *d_dst, double *d_src);

#endif
