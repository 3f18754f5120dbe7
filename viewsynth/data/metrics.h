/* data/metrics.h - distances between pictures. Planes are [channels][height][width] of values in [0, 1] (data range 1).
 *
 * Names say the convention, for three different SSIMs are in use in this field (docs/formats.md):
 *   ssim        Gaussian 11 x 11, sigma 1.5, per colour channel, valid windows only, mean (Wang et al. 2004 on RGB)
 *   ssim_mv2nv  Gaussian 11 x 11, sigma 0.5, on grey (ITU-R 601), valid windows only: Multiview2Novelview's tables
 * both with K1 0.01, K2 0.03 and the biased (weighted) variance. */
#ifndef VIEWSYNTH_DATA_METRICS_H
#define VIEWSYNTH_DATA_METRICS_H

#include "base/error.h"

/* Mean of |a - b| over all values. */
double gfla_metric_l1(const float *a, const float *b, int channels, int height, int width);
/* Mean of |a - b| over pixels weighted by mask [height][width]; 0 when the mask is empty. */
double gfla_metric_l1_masked(const float *a, const float *b, const float *mask, int channels, int height, int width);
/* 10 log10(1 / mean squared error); 100 for equal pictures, and never more. */
double gfla_metric_psnr(const float *a, const float *b, int channels, int height, int width);
/* Both need at least 11 x 11 pixels (GFLA_ERROR_USAGE). */
gfla_status gfla_metric_ssim(const float *a, const float *b, int channels, int height, int width, double *ssim);
gfla_status gfla_metric_ssim_mv2nv(const float *rgb_a, const float *rgb_b, int height, int width, double *ssim);

/* Mean Euclidean distance of two flows [2][height][width] over the pixels whose weight is at least min_weight, times
 * scale (pixels of the picture per pixel of the flow); *n gets their number. 0 when there is none. */
double gfla_metric_epe(const float *flow, const float *truth, const float *weight, float min_weight, double scale,
                       int height, int width, int *n);

#endif
