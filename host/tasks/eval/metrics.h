/* tasks/eval/metrics.h - distances between images. Planes are [channels][height][width] of values in [0, 1] (data range
 * 1).
 *
 * Names say the convention, for five different SSIMs are in use in this field (docs/formats.md):
 *   ssim        Gaussian 11 x 11, sigma 1.5, per colour channel, valid windows only, mean (Wang et al. 2004 on RGB)
 *   ssim_mv2nv  Gaussian 11 x 11, sigma 0.5, on grey (ITU-R 601), valid windows only: Multiview2Novelview's tables
 *   ssim_tvsn   Gaussian 11 x 11, sigma 1.5, on grey of 0 .. 255 in whole steps, zeros around the image: TVSN's tables
 *   ssim_51     uniform 51 x 51, per colour channel, unbiased variance: "SSIM" of the published person networks
 *               (scikit-image)
 *   ssim_256    Gaussian 11 x 11, sigma 1.5, per colour channel, whole steps of 0 .. 255, data range that of the
 *               prediction: "SSIM_256" of the published person networks, as PATN has it
 * all with K1 0.01 and K2 0.03; the biased (weighted) variance unless said. */
#ifndef GFLA_TASKS_EVAL_METRICS_H
#define GFLA_TASKS_EVAL_METRICS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Mean of |a - b| over all values. */
double gfla_metric_l1(const float *a, const float *b, int channels, int height, int width);
/* Mean of |a - b| over pixels weighted by mask [height][width]; 0 when the mask is empty. */
double gfla_metric_l1_masked(const float *a, const float *b, const float *mask, int channels, int height, int width);
/* 10 log10(1 / mean squared error); 100 for equal images, and never more. */
double gfla_metric_psnr(const float *a, const float *b, int channels, int height, int width);
/* Sum of |a - b| over the sum of a + b: "MAE" of the published person networks. */
double gfla_metric_mae_ratio(const float *predicted, const float *truth, int channels, int height, int width);
/* Mean over pixels of the sum over RGB of |a - b|: 3 l1, Multiview2Novelview's L1. */
static inline double gfla_metric_l1_mv2nv(double l1)
{
    return 3 * l1;
}

/* A pixel of an image on white is background when all its channels are at least this. */
#define GFLA_METRIC_WHITE (250.0f / 255.0f)
bool gfla_metric_is_white(const float *rgb, size_t plane, size_t pixel);
/* Intersection over union of what is not white in rgb and where foreground [height][width] is at least a half; 1 when
 * both are empty. */
double gfla_metric_iou(const float *rgb, const float *foreground, int height, int width);
/* The same of what an alpha [height][width] says: at least a half is object. */
double gfla_metric_iou_alpha(const float *alpha, const float *foreground, int height, int width);

/* The share of the foreground, weighted by it, where `hit` is above 0; both have n pixels; 1 where there is none. */
double gfla_metric_coverage(const float *hit, const float *foreground, size_t n);

/* All need an image as large as their window (GFLA_ERROR_USAGE), ssim_tvsn one pixel. */
gfla_status gfla_metric_ssim(const float *a, const float *b, int channels, int height, int width, double *ssim);
gfla_status gfla_metric_ssim_mv2nv(const float *rgb_a, const float *rgb_b, int height, int width, double *ssim);
gfla_status gfla_metric_ssim_tvsn(const float *rgb_a, const float *rgb_b, int height, int width, double *ssim);
gfla_status gfla_metric_ssim_51(const float *a, const float *b, int channels, int height, int width, double *ssim);
gfla_status gfla_metric_ssim_256(const float *predicted, const float *truth, int channels, int height, int width,
                                 double *ssim);

/* Mean Euclidean distance of two flows [2][height][width] over the pixels whose weight is at least min_weight, times
 * scale (pixels of the image per pixel of the flow); *n gets their number. 0 when there is none. */
double gfla_metric_epe(const float *flow, const float *truth, const float *weight, float min_weight, double scale,
                       int height, int width, int *n);

#endif
