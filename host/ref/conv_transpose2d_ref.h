/* ref/conv_transpose2d_ref.h - transposed convolution as plain C loops on doubles, n c h w.
 * dst[n][oc][y*stride - pad + ky][x*stride - pad + kx] += src[n][ic][y][x] * weights[ic][oc][ky][kx], where inside. */
#ifndef GFLA_REF_CONV_TRANSPOSE2D_REF_H
#define GFLA_REF_CONV_TRANSPOSE2D_REF_H

struct gfla_conv_transpose2d_ref {
    int n, ic, ih, iw, oc, oh, ow, kh, kw, stride, pad;
};

/* bias may be NULL. */
void gfla_conv_transpose2d_ref_fwd(const struct gfla_conv_transpose2d_ref *g, const double *src, const double *weights,
                                   const double *bias, double *dst);

/* Adds to those of d_src, d_weights and d_bias that are not NULL. */
void gfla_conv_transpose2d_ref_bwd(const struct gfla_conv_transpose2d_ref *g, const double *src, const double *weights,
                                   const double *d_dst, double *d_src, double *d_weights, double *d_bias);

#endif
