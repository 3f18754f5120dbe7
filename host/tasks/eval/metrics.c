/* L1, PSNR, silhouettes and end-point error; sums in double. SSIM: ssim.c. */
#include "tasks/eval/metrics.h"

#include <math.h>
#include <stddef.h>

#define PSNR_MOST 100.0

double gfla_metric_l1(const float *a, const float *b, int channels, int height, int width)
{
    size_t n = (size_t)channels * height * width;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += fabs((double)a[i] - b[i]);
    return sum / (double)n;
}

double gfla_metric_l1_masked(const float *a, const float *b, const float *mask, int channels, int height, int width)
{
    size_t plane = (size_t)height * width;
    double sum = 0, total = 0;
    for (size_t i = 0; i < plane; i++) {
        total += mask[i];
        for (int c = 0; c < channels; c++)
            sum += mask[i] * fabs((double)a[c * plane + i] - b[c * plane + i]);
    }
    return total > 0 ? sum / (total * channels) : 0;
}

double gfla_metric_psnr(const float *a, const float *b, int channels, int height, int width)
{
    size_t n = (size_t)channels * height * width;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
    double psnr = sum > 0 ? -10 * log10(sum / (double)n) : PSNR_MOST;
    return psnr < PSNR_MOST ? psnr : PSNR_MOST;
}

double gfla_metric_mae_ratio(const float *predicted, const float *truth, int channels, int height, int width)
{
    size_t n = (size_t)channels * height * width;
    double difference = 0, sum = 0;
    for (size_t i = 0; i < n; i++) {
        difference += fabs((double)predicted[i] - truth[i]);
        sum += (double)predicted[i] + truth[i];
    }
    return sum > 0 ? difference / sum : 0;
}

bool gfla_metric_is_white(const float *rgb, size_t plane, size_t pixel)
{
    for (int c = 0; c < 3; c++)
        if (rgb[c * plane + pixel] < GFLA_METRIC_WHITE)
            return false;
    return true;
}

double gfla_metric_iou(const float *rgb, const float *foreground, int height, int width)
{
    size_t plane = (size_t)height * width, both = 0, either = 0;
    for (size_t i = 0; i < plane; i++) {
        const bool seen = !gfla_metric_is_white(rgb, plane, i), there = foreground[i] >= 0.5f;
        both += seen && there;
        either += seen || there;
    }
    return either ? (double)both / (double)either : 1;
}

double gfla_metric_iou_alpha(const float *alpha, const float *foreground, int height, int width)
{
    size_t plane = (size_t)height * width, both = 0, either = 0;
    for (size_t i = 0; i < plane; i++) {
        const bool seen = alpha[i] >= 0.5f, there = foreground[i] >= 0.5f;
        both += seen && there;
        either += seen || there;
    }
    return either ? (double)both / (double)either : 1;
}

double gfla_metric_epe(const float *flow, const float *truth, const float *weight, float min_weight, double scale,
                       int height, int width, int *n)
{
    size_t plane = (size_t)height * width;
    double sum = 0;
    *n = 0;
    for (size_t i = 0; i < plane; i++)
        if (weight[i] >= min_weight) {
            sum += hypot((double)flow[i] - truth[i], (double)flow[plane + i] - truth[plane + i]);
            ++*n;
        }
    return *n ? scale * sum / *n : 0;
}

double gfla_metric_coverage(const float *hit, const float *foreground, size_t n)
{
    double covered = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        covered += hit[i] > 0 ? (double)foreground[i] : 0;
        all += (double)foreground[i];
    }
    return all > 0 ? covered / all : 1;
}
