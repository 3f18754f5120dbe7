/* ref/gradient_loss_ref.h - plain C reference of ops/gradient_loss.h. */
#ifndef GFLA_REF_GRADIENT_LOSS_REF_H
#define GFLA_REF_GRADIENT_LOSS_REF_H

struct gfla_gradient_loss_ref {
    int n, c, h, w;
    double scale;
};

/* a, b [n, c, h, w], weight [n, 1, h, w] or NULL. */
double gfla_gradient_loss_ref_fwd(const struct gfla_gradient_loss_ref *p, const double *a, const double *b,
                                  const double *weight);
/* Adds to d_a and d_b. */
void gfla_gradient_loss_ref_bwd(const struct gfla_gradient_loss_ref *p, const double *a, const double *b,
                                const double *weight, double d, double *d_a, double *d_b);

#endif
