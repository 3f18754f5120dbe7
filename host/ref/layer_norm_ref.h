/* ref/layer_norm_ref.h - see ops/layer_norm.h. Doubles in C order. */
#ifndef GFLA_REF_LAYER_NORM_REF_H
#define GFLA_REF_LAYER_NORM_REF_H

#include <stdbool.h>

/* src [n][c][area]; adaptive: scale is 1 + gamma, and gamma and beta are [n][c]; else weight and bias [c]. */
struct gfla_layer_norm_ref {
    int n, c, area;
    bool adaptive;
    double eps;
};

void gfla_layer_norm_ref_fwd(const struct gfla_layer_norm_ref *s, const double *src, const double *scale,
                             const double *shift, double *dst);
/* Adds to all three gradients. */
void gfla_layer_norm_ref_bwd(const struct gfla_layer_norm_ref *s, const double *src, const double *scale,
                             const double *d_dst, double *d_src, double *d_scale, double *d_shift);

#endif
