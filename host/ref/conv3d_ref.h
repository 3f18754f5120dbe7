/* ref/conv3d_ref.h - convolution over time, height and width as plain C loops on doubles; see ops/conv3d.h. */
#ifndef GFLA_REF_CONV3D_REF_H
#define GFLA_REF_CONV3D_REF_H

#include <stdbool.h>

/* src [n][it][ic][ih][iw], weights [oc][ic][kt][kh][kw], dst [n][ot][oc][oh][ow]. A sequence is a clip of single pixels
 * whose channels come first: src [n][ic][it], dst [n][oc][ot]. */
struct gfla_conv3d_ref {
    int n, ic, it, ih, iw;
    int oc, ot, oh, ow;
    int kt, kh, kw;
    int stride_t, pad_t, dilation_t, stride, pad;
    bool channels_first;
};

/* bias may be NULL. */
void gfla_conv3d_ref_fwd(const struct gfla_conv3d_ref *g, const double *src, const double *weights, const double *bias,
                         double *dst);
/* Adds to d_src, d_weights, and d_bias unless it is NULL. */
void gfla_conv3d_ref_bwd(const struct gfla_conv3d_ref *g, const double *src, const double *weights, const double *d_dst,
                         double *d_src, double *d_weights, double *d_bias);

#endif
