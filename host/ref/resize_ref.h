/* ref/resize_ref.h - feature maps in another size.
 * As in all of host/ref: doubles in C order (n c h w), plain loops; _bwd adds to the gradients it is given, NULL where
 * none is wanted. */
#ifndef GFLA_REF_RESIZE_REF_H
#define GFLA_REF_RESIZE_REF_H

#include "base/shape.h"

/* src [planes, h, w] -> dst [planes, oh, ow]; bilinear, half-pixel centres, edges repeated, values times value_scale.
 */
void gfla_resize_bilinear_ref_fwd(int64_t planes, int64_t h, int64_t w, int64_t oh, int64_t ow, double value_scale,
                                  const double *src, double *dst);
void gfla_resize_bilinear_ref_bwd(int64_t planes, int64_t h, int64_t w, int64_t oh, int64_t ow, double value_scale,
                                  const double *d_dst, double *d_src);
/* Pixel (y, x) is the source's (y h / oh, x w / ow), rounded down. */
void gfla_resize_nearest_ref_fwd(int64_t planes, int64_t h, int64_t w, int64_t oh, int64_t ow, const double *src,
                                 double *dst);
void gfla_resize_nearest_ref_bwd(int64_t planes, int64_t h, int64_t w, int64_t oh, int64_t ow, const double *d_dst,
                                 double *d_src);
/* Means of 2 x 2 pixels: src [planes, h, w] -> dst [planes, h / 2, w / 2]. */
void gfla_avg_pool2_ref_fwd(int64_t planes, int64_t h, int64_t w, const double *src, double *dst);
void gfla_avg_pool2_ref_bwd(int64_t planes, int64_t h, int64_t w, const double *d_dst, double *d_src);

#endif
