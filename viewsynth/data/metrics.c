/* L1, PSNR, SSIM and end-point error; sums in double. */
#include "viewsynth/data/metrics.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

#define WINDOW 11
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

static void gaussian(double sigma, double kernel[WINDOW])
{
    double sum = 0;
    for (int i = 0; i < WINDOW; i++) {
        double x = i - WINDOW / 2;
        sum += kernel[i] = exp(-x * x / (2 * sigma * sigma));
    }
    for (int i = 0; i < WINDOW; i++)
        kernel[i] /= sum;
}

/* The five moments of a window. */
enum { MEAN_A, MEAN_B, MEAN_AA, MEAN_BB, MEAN_AB, N_MOMENTS };

static double similarity(const double m[N_MOMENTS])
{
    const double c1 = 0.01 * 0.01, c2 = 0.03 * 0.03;
    double aa = m[MEAN_A] * m[MEAN_A], bb = m[MEAN_B] * m[MEAN_B], ab = m[MEAN_A] * m[MEAN_B];
    double var_a = m[MEAN_AA] - aa, var_b = m[MEAN_BB] - bb, cov = m[MEAN_AB] - ab;
    return (2 * ab + c1) * (2 * cov + c2) / ((aa + bb + c1) * (var_a + var_b + c2));
}

/* Filters one row of the pair across: moments[k][x] for the width - 10 valid positions. */
static void filter_row(const float *a, const float *b, int n_valid, const double kernel[WINDOW], double *moments)
{
    for (int x = 0; x < n_valid; x++) {
        double m[N_MOMENTS] = {0};
        for (int i = 0; i < WINDOW; i++) {
            double va = a[x + i], vb = b[x + i], w = kernel[i];
            m[MEAN_A] += w * va;
            m[MEAN_B] += w * vb;
            m[MEAN_AA] += w * va * va;
            m[MEAN_BB] += w * vb * vb;
            m[MEAN_AB] += w * va * vb;
        }
        for (int k = 0; k < N_MOMENTS; k++)
            moments[k * n_valid + x] = m[k];
    }
}

/* rows: [height][N_MOMENTS][n_valid] filtered across. */
static double sum_similarity(const double *rows, int height, int n_valid, const double kernel[WINDOW])
{
    size_t row = (size_t)N_MOMENTS * n_valid;
    double sum = 0;
    for (int y = 0; y + WINDOW <= height; y++)
        for (int x = 0; x < n_valid; x++) {
            double m[N_MOMENTS] = {0};
            for (int i = 0; i < WINDOW; i++)
                for (int k = 0; k < N_MOMENTS; k++)
                    m[k] += kernel[i] * rows[(y + i) * row + (size_t)k * n_valid + x];
            sum += similarity(m);
        }
    return sum;
}

static gfla_status mean_ssim(const float *a, const float *b, int channels, int height, int width, double sigma,
                             double *ssim)
{
    gfla_status status = GFLA_OK;
    double *rows = NULL, kernel[WINDOW], sum = 0;
    int n_valid = width - WINDOW + 1;
    *ssim = 0;
    REQUIRE(height >= WINDOW && n_valid >= 1, GFLA_ERROR_USAGE, "SSIM: pictures of %d x %d pixels, at least %d x %d needed",
            width, height, WINDOW, WINDOW);
    TRY(gfla_calloc(&rows, (size_t)height * N_MOMENTS * n_valid, sizeof *rows, "windows of SSIM"));
    gaussian(sigma, kernel);
    for (int c = 0; c < channels; c++) {
        size_t plane = (size_t)c * height * width;
        for (int y = 0; y < height; y++)
            filter_row(a + plane + (size_t)y * width, b + plane + (size_t)y * width, n_valid, kernel,
                       rows + (size_t)y * N_MOMENTS * n_valid);
        sum += sum_similarity(rows, height, n_valid, kernel);
    }
    *ssim = sum / ((double)channels * n_valid * (height - WINDOW + 1));
fail:
    free(rows);
    return status;
}

gfla_status gfla_metric_ssim(const float *a, const float *b, int channels, int height, int width, double *ssim)
{
    return mean_ssim(a, b, channels, height, width, 1.5, ssim);
}

static void to_grey(const float *rgb, size_t plane, float *grey)
{
    for (size_t i = 0; i < plane; i++)
        grey[i] = 0.299f * rgb[i] + 0.587f * rgb[plane + i] + 0.114f * rgb[2 * plane + i];
}

gfla_status gfla_metric_ssim_mv2nv(const float *rgb_a, const float *rgb_b, int height, int width, double *ssim)
{
    gfla_status status = GFLA_OK;
    size_t plane = (size_t)height * width;
    float *grey = NULL;
    *ssim = 0;
    TRY(gfla_calloc(&grey, 2 * plane, sizeof *grey, "grey pictures of SSIM"));
    to_grey(rgb_a, plane, grey);
    to_grey(rgb_b, plane, grey + plane);
    status = mean_ssim(grey, grey + plane, 1, height, width, 0.5, ssim);
fail:
    free(grey);
    return status;
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
