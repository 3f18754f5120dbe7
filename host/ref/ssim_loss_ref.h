/* ref/ssim_loss_ref.h - plain C reference of ops/ssim_loss.h. */
#ifndef GFLA_REF_SSIM_LOSS_REF_H
#define GFLA_REF_SSIM_LOSS_REF_H

struct gfla_ssim_loss_ref {
    int n, c, h, w;
    double scale;
};

/* a, b [n, c, h, w], weight [n, 1, h, w] or NULL. */
double gfla_ssim_loss_ref_fwd(const struct gfla_ssim_loss_ref *p, const double *a, const double *b,
                              const double *weight);
/* Adds to d_a. */
void gfla_ssim_loss_ref_bwd(const struct gfla_ssim_loss_ref *p, const double *a, const double *b, const double *weight,
                            double d, double *d_a);

#endif
