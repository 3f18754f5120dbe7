/* models/metrics/distances.h - LPIPS and FID out of networks' features. Host code; sums in double. */
#ifndef GFLA_MODELS_METRICS_DISTANCES_H
#define GFLA_MODELS_METRICS_DISTANCES_H

#include "base/error.h"
#include "models/metrics/alexnet.h"
#include "models/metrics/inception.h"

/* planes [3][plane] in [0, 1], as AlexNet takes them: 2 v - 1, less the mean, over the deviation of its training (LPIPS
 * 0.1). */
void gfla_lpips_scale(const float *planes, size_t plane, float *scaled);
/* One layer's part of LPIPS: features a, b [channels][plane] at unit length in each pixel (length + 1e-10), squared
 * differences weighted by `weights` [channels], their mean over pixels. The distance is the sum over layers. */
double gfla_lpips_layer(const float *a, const float *b, const float *weights, int channels, size_t plane);

/* planes [3][plane] in [0, 1], as Inception takes them: 2 v - 1, or torchvision's change of ImageNet's colours. */
void gfla_fid_scale(enum gfla_fid_convention convention, const float *planes, size_t plane, float *scaled);

/* Mean and covariance of features, added one by one; kept as the features themselves, [n][dims]. */
struct gfla_fid_set {
    int dims;
    size_t n, capacity;
    float *features;
};
gfla_status gfla_fid_add(struct gfla_fid_set *set, const float *features);
void gfla_fid_free(struct gfla_fid_set *set);
/* |mean_a - mean_b|^2 + trace(cov_a + cov_b - 2 (cov_a cov_b)^(1/2)), covariances with n - 1. GFLA_ERROR_USAGE: fewer
 * than two in a set, or other dimensions. With fewer samples than dimensions it is biased upwards, as every FID of few
 * images is. */
gfla_status gfla_fid_distance(const struct gfla_fid_set *a, const struct gfla_fid_set *b, double *distance);

/* Eigenvalues of the symmetric matrix m [n][n], which is destroyed; in no order. Householder's tridiagonal form, then
 * QL with shifts. GFLA_ERROR_CHECK when that does not converge: numbers that are not finite. */
gfla_status gfla_symmetric_eigenvalues(double *m, int n, double *values);

#endif
