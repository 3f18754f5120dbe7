/* Structural similarity in its conventions (metrics.h): one filter, several windows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/eval/metrics.h"

#define MAX_WINDOW 51

struct form {
    int window;      /* side */
    double sigma;    /* 0: uniform */
    double range;    /* of the values */
    double unbias;   /* what variances are multiplied by; 1: biased */
    bool surrounded; /* zeros around the image, so that every window that touches it counts */
};

/* The five moments of a window. */
enum { MEAN_A, MEAN_B, MEAN_AA, MEAN_BB, MEAN_AB, N_MOMENTS };

static void fill_kernel(const struct form *f, double *kernel)
{
    double sum = 0;
    for (int i = 0; i < f->window; i++) {
        const double x = i - f->window / 2;
        sum += kernel[i] = f->sigma > 0 ? exp(-x * x / (2 * f->sigma * f->sigma)) : 1;
    }
    for (int i = 0; i < f->window; i++)
        kernel[i] /= sum;
}

static double similarity(const struct form *f, const double m[N_MOMENTS])
{
    const double c1 = 0.01 * 0.01 * f->range * f->range, c2 = 0.03 * 0.03 * f->range * f->range;
    const double aa = m[MEAN_A] * m[MEAN_A], bb = m[MEAN_B] * m[MEAN_B], ab = m[MEAN_A] * m[MEAN_B];
    const double var_a = f->unbias * (m[MEAN_AA] - aa), var_b = f->unbias * (m[MEAN_BB] - bb);
    const double cov = f->unbias * (m[MEAN_AB] - ab);
    return (2 * ab + c1) * (2 * cov + c2) / ((aa + bb + c1) * (var_a + var_b + c2));
}

/* Windows along an axis of `size` values: how many, and where the first begins. */
static int n_windows(const struct form *f, int size)
{
    return f->surrounded ? size + f->window - 1 : size - f->window + 1;
}

static int first_tap(const struct form *f)
{
    return f->surrounded ? 1 - f->window : 0;
}

/* One row of the pair filtered across: [N_MOMENTS][n]. */
static void filter_row(const struct form *f, const float *a, const float *b, int width, const double *kernel,
                       double *moments)
{
    const int n = n_windows(f, width);
    for (int x = 0; x < n; x++) {
        double m[N_MOMENTS] = {0};
        for (int i = 0; i < f->window; i++) {
            const int at = x + first_tap(f) + i;
            if (at < 0 || at >= width)
                continue;
            const double va = a[at], vb = b[at], w = kernel[i];
            m[MEAN_A] += w * va;
            m[MEAN_B] += w * vb;
            m[MEAN_AA] += w * va * va;
            m[MEAN_BB] += w * vb * vb;
            m[MEAN_AB] += w * va * vb;
        }
        for (int k = 0; k < N_MOMENTS; k++)
            moments[k * n + x] = m[k];
    }
}

/* rows [height][N_MOMENTS][n] filtered across. */
static double sum_similarity(const struct form *f, const double *rows, int height, int n, const double *kernel)
{
    const size_t row = (size_t)N_MOMENTS * n;
    double sum = 0;
    for (int y = 0; y < n_windows(f, height); y++)
        for (int x = 0; x < n; x++) {
            double m[N_MOMENTS] = {0};
            for (int i = 0; i < f->window; i++) {
                const int at = y + first_tap(f) + i;
                for (int k = 0; k < N_MOMENTS && at >= 0 && at < height; k++)
                    m[k] += kernel[i] * rows[at * row + (size_t)k * n + x];
            }
            sum += similarity(f, m);
        }
    return sum;
}

static gfla_status mean_ssim(const struct form *f, const float *a, const float *b, int channels, int height, int width,
                             double *ssim)
{
    gfla_status status = GFLA_OK;
    double *rows = NULL, kernel[MAX_WINDOW], sum = 0;
    const int n = n_windows(f, width), n_rows = n_windows(f, height);
    *ssim = 0;
    REQUIRE(n >= 1 && n_rows >= 1, GFLA_ERROR_USAGE, "SSIM: images of %d x %d pixels, at least %d x %d needed", width,
            height, f->window, f->window);
    TRY(gfla_calloc(&rows, (size_t)height * N_MOMENTS * n, sizeof *rows, "windows of SSIM"));
    fill_kernel(f, kernel);
    for (int c = 0; c < channels; c++) {
        const size_t plane = (size_t)c * height * width;
        for (int y = 0; y < height; y++)
            filter_row(f, a + plane + (size_t)y * width, b + plane + (size_t)y * width, width, kernel,
                       rows + (size_t)y * N_MOMENTS * n);
        sum += sum_similarity(f, rows, height, n, kernel);
    }
    *ssim = sum / ((double)channels * n * n_rows);
fail:
    free(rows);
    return status;
}

static float whole_steps(float v)
{
    return floorf(255 * v + 0.5f);
}

static void to_grey(const float *rgb, size_t plane, bool whole, float *grey)
{
    static const float weights[3] = {0.299f, 0.587f, 0.114f};
    memset(grey, 0, plane * sizeof *grey);
    for (int c = 0; c < 3; c++)
        for (size_t i = 0; i < plane; i++)
            grey[i] += weights[c] * (whole ? whole_steps(rgb[c * plane + i]) : rgb[c * plane + i]);
}

static gfla_status grey_ssim(const struct form *f, const float *rgb_a, const float *rgb_b, int height, int width,
                             double *ssim)
{
    gfla_status status = GFLA_OK;
    const size_t plane = (size_t)height * width;
    float *grey = NULL;
    *ssim = 0;
    TRY(gfla_calloc(&grey, 2 * plane, sizeof *grey, "grey images of SSIM"));
    to_grey(rgb_a, plane, f->range > 1, grey);
    to_grey(rgb_b, plane, f->range > 1, grey + plane);
    status = mean_ssim(f, grey, grey + plane, 1, height, width, ssim);
fail:
    free(grey);
    return status;
}

gfla_status gfla_metric_ssim(const float *a, const float *b, int channels, int height, int width, double *ssim)
{
    return mean_ssim(&(struct form){.window = 11, .sigma = 1.5, .range = 1, .unbias = 1}, a, b, channels, height, width,
                     ssim);
}

gfla_status gfla_metric_ssim_mv2nv(const float *rgb_a, const float *rgb_b, int height, int width, double *ssim)
{
    return grey_ssim(&(struct form){.window = 11, .sigma = 0.5, .range = 1, .unbias = 1}, rgb_a, rgb_b, height, width,
                     ssim);
}

gfla_status gfla_metric_ssim_tvsn(const float *rgb_a, const float *rgb_b, int height, int width, double *ssim)
{
    const struct form form = {.window = 11, .sigma = 1.5, .range = 255, .unbias = 1, .surrounded = true};
    return grey_ssim(&form, rgb_a, rgb_b, height, width, ssim);
}

gfla_status gfla_metric_ssim_51(const float *a, const float *b, int channels, int height, int width, double *ssim)
{
    const double n = 51.0 * 51.0;
    return mean_ssim(&(struct form){.window = 51, .range = 1, .unbias = n / (n - 1)}, a, b, channels, height, width,
                     ssim);
}

gfla_status gfla_metric_ssim_256(const float *predicted, const float *truth, int channels, int height, int width,
                                 double *ssim)
{
    gfla_status status = GFLA_OK;
    const size_t n = (size_t)channels * height * width;
    float *steps = NULL, least = 255, most = 0;
    *ssim = 0;
    TRY(gfla_calloc(&steps, 2 * n, sizeof *steps, "images of SSIM"));
    for (size_t i = 0; i < n; i++) {
        steps[i] = whole_steps(predicted[i]);
        steps[n + i] = whole_steps(truth[i]);
        least = fminf(least, steps[i]);
        most = fmaxf(most, steps[i]);
    }
    const struct form form = {.window = 11, .sigma = 1.5, .range = most - least, .unbias = 1};
    REQUIRE(n > 0, GFLA_ERROR_USAGE, "SSIM of images without pixels");
    status = most > least ? mean_ssim(&form, steps, steps + n, channels, height, width, ssim) : GFLA_OK;
fail:
    free(steps);
    return status;
}
