/* Image distances: values worked out by hand, and SSIM against a direct two-dimensional one. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/random.h"
#include "tasks/eval/metrics.h"

static void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%.12g is not %.12g", a, b);
}

static void l1_by_hand(void **state)
{
    const float a[8] = {0, 0.5f, 1, 0.25f, 0, 0, 0, 0}, b[8] = {0.5f, 0.5f, 0, 0.5f, 0, 0, 1, 0};
    const float mask[4] = {1, 0, 0.5f, 0}, none[4] = {0};
    assert_near(gfla_metric_l1(a, b, 2, 2, 2), (0.5 + 0 + 1 + 0.25 + 1) / 8, 1e-7);
    /* Weighted: pixel 0 has 0.5 and 0, pixel 2 has 1 and 1 at half weight; 1.5 pixels of 2 channels. */
    assert_near(gfla_metric_l1_masked(a, b, mask, 2, 2, 2), (0.5 + 0.5 * 2) / 3, 1e-7);
    assert_near(gfla_metric_l1_masked(a, b, none, 2, 2, 2), 0, 0);
}

static void psnr_by_hand(void **state)
{
    const float a[4] = {0, 0, 0, 0}, b[4] = {0.1f, 0.1f, 0.1f, 0.1f}, c[4] = {1, 0, 0, 0};
    assert_near(gfla_metric_psnr(a, b, 1, 2, 2), 20, 1e-5);
    assert_near(gfla_metric_psnr(a, c, 1, 2, 2), 6.020599913, 1e-6);
    assert_near(gfla_metric_psnr(a, a, 1, 2, 2), 100, 0);
}

/* Constant images have no variance: only the luminance term is left. */
static void ssim_of_constants(void **state)
{
    float a[3 * 121], b[3 * 121];
    double ssim, c1 = 1e-4;
    for (int i = 0; i < 3 * 121; i++) {
        a[i] = 0.25f;
        b[i] = 0.75f;
    }
    assert_int_equal(gfla_metric_ssim(a, b, 3, 11, 11, &ssim), GFLA_OK);
    assert_near(ssim, (2 * 0.25 * 0.75 + c1) / (0.0625 + 0.5625 + c1), 1e-9);
    assert_int_equal(gfla_metric_ssim_mv2nv(a, b, 11, 11, &ssim), GFLA_OK);
    assert_near(ssim, (2 * 0.25 * 0.75 + c1) / (0.0625 + 0.5625 + c1), 1e-6);
    assert_int_equal(gfla_metric_ssim(a, b, 3, 10, 12, &ssim), GFLA_ERROR_USAGE);
}

/* One window of SSIM from its definition: weighted means first, then deviations from them. */
static double window_ssim(const float *a, const float *b, int width, double sigma)
{
    double w[121], total = 0, ma = 0, mb = 0, vaa = 0, vbb = 0, vab = 0;
    for (int i = 0; i < 121; i++) {
        double dx = i % 11 - 5, dy = i / 11 - 5;
        total += w[i] = exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
    }
    for (int i = 0; i < 121; i++) {
        ma += w[i] / total * a[i / 11 * width + i % 11];
        mb += w[i] / total * b[i / 11 * width + i % 11];
    }
    for (int i = 0; i < 121; i++) {
        double da = a[i / 11 * width + i % 11] - ma, db = b[i / 11 * width + i % 11] - mb;
        vaa += w[i] / total * da * da;
        vbb += w[i] / total * db * db;
        vab += w[i] / total * da * db;
    }
    return (2 * ma * mb + 1e-4) / (ma * ma + mb * mb + 1e-4) * (2 * vab + 9e-4) / (vaa + vbb + 9e-4);
}

static double direct_ssim(const float *a, const float *b, int channels, int height, int width, double sigma)
{
    double sum = 0;
    int n = 0;
    for (int c = 0; c < channels; c++)
        for (int y = 0; y + 11 <= height; y++)
            for (int x = 0; x + 11 <= width; x++, n++)
                sum += window_ssim(a + (c * height + y) * width + x, b + (c * height + y) * width + x, width, sigma);
    return sum / n;
}

static void ssim_against_its_definition(void **state)
{
    enum { H = 19, W = 23 };
    float a[3 * H * W], b[3 * H * W], grey_a[H * W], grey_b[H * W];
    struct gfla_random r = gfla_random_seed(1, 2);
    double ssim;
    for (int i = 0; i < 3 * H * W; i++) {
        a[i] = gfla_random_uniform(&r, 0, 1);
        b[i] = 0.7f * a[i] + gfla_random_uniform(&r, 0, 0.3f);
    }
    for (int i = 0; i < H * W; i++) {
        grey_a[i] = 0.299f * a[i] + 0.587f * a[H * W + i] + 0.114f * a[2 * H * W + i];
        grey_b[i] = 0.299f * b[i] + 0.587f * b[H * W + i] + 0.114f * b[2 * H * W + i];
    }
    assert_int_equal(gfla_metric_ssim(a, b, 3, H, W, &ssim), GFLA_OK);
    assert_near(ssim, direct_ssim(a, b, 3, H, W, 1.5), 1e-9);
    assert_true(ssim > 0.5 && ssim < 0.99);
    assert_int_equal(gfla_metric_ssim_mv2nv(a, b, H, W, &ssim), GFLA_OK);
    assert_near(ssim, direct_ssim(grey_a, grey_b, 1, H, W, 0.5), 1e-6);
    assert_int_equal(gfla_metric_ssim(a, a, 3, H, W, &ssim), GFLA_OK);
    assert_near(ssim, 1, 1e-12);
}

static void epe_by_hand(void **state)
{
    const float flow[8] = {3, 0, 1, 9, 4, 0, 1, 9}, truth[8] = {0, 0, 1, 0, 0, 2, 1, 0}, weight[4] = {1, 1, 1, 0.5f};
    int n;
    assert_near(gfla_metric_epe(flow, truth, weight, 1, 4, 2, 2, &n), 4 * (5 + 2 + 0) / 3.0, 1e-9);
    assert_int_equal(n, 3);
    assert_near(gfla_metric_epe(flow, truth, weight, 2, 4, 2, 2, &n), 0, 0);
    assert_int_equal(n, 0);
}

/* ---- the conventions of other programs, against scikit-image and SciPy (tests/tools/metric_values.py scores) ---- */

static void draw_waves(double k, int h, int w, float *planes)
{
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < h; y++)
            for (int x = 0; x < w; x++)
                planes[(c * h + y) * w + x] =
                    (float)(0.5 + 0.3 * sin(0.21 * x + 0.7 * c + k) + 0.2 * cos(0.17 * y * (c + 1) - 0.5 * k));
}

static void other_conventions(void **state)
{
    enum { H = 60, W = 64 };
    static float a[3 * H * W], b[3 * H * W];
    double ssim;
    draw_waves(0, H, W, a);
    draw_waves(0.4, H, W, b);
    assert_int_equal(gfla_metric_ssim_51(a, b, 3, H, W, &ssim), GFLA_OK);
    assert_near(ssim, 0.93865454, 1e-6);
    assert_int_equal(gfla_metric_ssim_256(a, b, 3, H, W, &ssim), GFLA_OK);
    assert_near(ssim, 0.89795704, 2e-5); /* float32 falls on the other side of a whole step now and then */
    assert_int_equal(gfla_metric_ssim_tvsn(a, b, H, W, &ssim), GFLA_OK);
    assert_near(ssim, 0.93382699, 2e-5);
    assert_near(gfla_metric_mae_ratio(a, b, 3, H, W), 0.07496676, 1e-7);
    assert_int_equal(gfla_metric_ssim_51(a, b, 3, 50, W, &ssim), GFLA_ERROR_USAGE);
}

static void silhouettes_by_hand(void **state)
{
    /* white, white but for one channel, dark, white; the object covers the last three */
    const float rgb[12] = {1, 1, 0, 1, 1, 1, 0, 1, 1, 0.9f, 0, 1}, object[4] = {0, 1, 0.5f, 0.6f}, none[4] = {0};
    const float white[12] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    assert_near(gfla_metric_iou(rgb, object, 2, 2), 2.0 / 3, 1e-12);
    assert_near(gfla_metric_iou(white, none, 2, 2), 1, 0);
    assert_near(gfla_metric_iou(white, object, 2, 2), 0, 0);
    const float alpha[] = {0.5f, 0.49f, 1, 0}, square[] = {1, 1, 0.5f, 0.2f};
    assert_near(gfla_metric_iou_alpha(alpha, square, 2, 2), 2.0 / 3, 1e-12);
    assert_near(gfla_metric_iou_alpha(none, none, 2, 2), 1, 0);
}

static void coverage_by_hand(void **state)
{
    const float hit[] = {1, 0, 1, 0}, foreground[] = {1, 0.5f, 0, 0.5f}, none[4] = {0};
    assert_near(gfla_metric_coverage(hit, foreground, 4), 0.5, 1e-12);
    assert_near(gfla_metric_coverage(none, foreground, 4), 0, 0);
    assert_near(gfla_metric_coverage(hit, none, 4), 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(l1_by_hand),          cmocka_unit_test(other_conventions),
        cmocka_unit_test(silhouettes_by_hand), cmocka_unit_test(psnr_by_hand),
        cmocka_unit_test(ssim_of_constants),   cmocka_unit_test(ssim_against_its_definition),
        cmocka_unit_test(epe_by_hand),         cmocka_unit_test(coverage_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
