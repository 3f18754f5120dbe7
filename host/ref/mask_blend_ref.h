/* ref/mask_blend_ref.h - base * (1 - mask) + top * mask.
 * As in all of host/ref: doubles in C order (n c h w), plain loops; _bwd adds to the gradients it is given, NULL where
 * none is wanted. */
#ifndef GFLA_REF_MASK_BLEND_REF_H
#define GFLA_REF_MASK_BLEND_REF_H

#include "base/shape.h"

/* base, top [n, c, h, w]; mask [n, 1, h, w]. */
void gfla_mask_blend_ref_fwd(struct gfla_shape shape, const double *base, const double *top, const double *mask,
                             double *dst);
void gfla_mask_blend_ref_bwd(struct gfla_shape shape, const double *base, const double *top, const double *mask,
                             const double *d_dst, double *d_base, double *d_top, double *d_mask);

#endif
