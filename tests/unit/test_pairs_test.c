/* The test protocol, warping by given flows, and the scores of a whole test item. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/tiny_set.h"
#include "tasks/eval/evaluate.h"
#include "viewsynth/data/test_pairs.h"

enum { PLANE = TINY_SIZE * TINY_SIZE };

static char root[SCRATCH_SIZE];
static gfla_views *views;
static float predicted[GFLA_N_AZIMUTHS * 3 * PLANE];

static int open_set(void **state)
{
    tiny_folder(root);
    tiny_write_model(root, "a", "Lib#a", 1.0, TINY_SIZE);
    tiny_write_model(root, "b", "Lib#b", 0.8, TINY_SIZE);
    tiny_must(gfla_views_open(&views, root, NULL));
    return 0;
}

static int close_set(void **state)
{
    gfla_views_destroy(&views);
    scratch_remove_below(root);
    return 0;
}

static void items_follow_the_protocol(void **state)
{
    gfla_test_pairs *tests = NULL;
    const struct gfla_pair_batch *b = NULL;
    assert_int_equal(gfla_test_pairs_open(&tests, views, GFLA_SPLIT_ALL, 0, false), GFLA_OK);
    assert_int_equal(gfla_test_pairs_count(tests), 2);
    assert_int_equal(gfla_test_pairs_read(tests, 1, &b), GFLA_OK);
    assert_int_equal(b->n, GFLA_N_AZIMUTHS);
    for (int i = 0; i < b->n; i++) {
        assert_int_equal(b->model[i], 1);
        assert_int_equal(b->source_view[i].azimuth, 1);
        assert_int_equal(b->target_view[i].azimuth, i);
        assert_int_equal(b->target_view[i].elevation + b->source_view[i].elevation, 0);
        assert_memory_equal(b->source + i * 3 * PLANE, b->target + 3 * PLANE, 3 * PLANE * sizeof(float));
    }
    assert_int_equal(gfla_test_pairs_read(tests, 2, &b), GFLA_ERROR_USAGE);
    gfla_test_pairs_destroy(&tests);
    assert_null(tests);
    assert_int_equal(gfla_test_pairs_open(&tests, views, GFLA_SPLIT_ALL, 20, false), GFLA_ERROR_USAGE);
}

/* Copying, warping by the true flow at full and at a quarter scale, and the truth itself, from worst to best. */
static void better_methods_score_better(void **state)
{
    static const char *const methods[] = {"copy", "quarter", "warp", "truth"};
    gfla_test_pairs *tests = NULL;
    gfla_evaluation *e = NULL;
    const struct gfla_pair_batch *b = NULL;
    assert_int_equal(gfla_test_pairs_open(&tests, views, GFLA_SPLIT_ALL, 0, false), GFLA_OK);
    assert_int_equal(gfla_evaluation_create(&e, methods, 4, 2), GFLA_OK);
    for (int item = 0; item < 2; item++) {
        tiny_must(gfla_test_pairs_read(tests, item, &b));
        tiny_must(gfla_evaluation_add_batch(e, 0, item, b, b->source, NULL, GFLA_SCALE_1));
        gfla_test_warp(b, b->flow[GFLA_SCALE_4], b->mask[GFLA_SCALE_4], GFLA_SCALE_4, predicted);
        tiny_must(gfla_evaluation_add_batch(e, 1, item, b, predicted, b->flow[GFLA_SCALE_4], GFLA_SCALE_4));
        gfla_test_warp(b, b->flow[GFLA_SCALE_1], b->mask[GFLA_SCALE_1], GFLA_SCALE_1, predicted);
        tiny_must(gfla_evaluation_add_batch(e, 2, item, b, predicted, b->flow[GFLA_SCALE_1], GFLA_SCALE_1));
        tiny_must(gfla_evaluation_add_batch(e, 3, item, b, b->target, NULL, GFLA_SCALE_1));
    }
    double l1[4], ssim[4];
    for (int m = 0; m < 4; m++) {
        l1[m] = gfla_evaluation_score(e, m, GFLA_SCORE_L1, 20, false).mean;
        ssim[m] = gfla_evaluation_score(e, m, GFLA_SCORE_SSIM, 20, false).mean;
    }
    assert_int_equal(gfla_evaluation_score(e, 0, GFLA_SCORE_L1, 20, false).n, 4);
    assert_true(l1[0] > l1[1] && l1[1] > 1.5 * l1[2] && l1[0] > 3 * l1[2] && l1[2] > 0);
    assert_true(ssim[0] < ssim[2] && ssim[1] < ssim[2] && ssim[2] < 1);
    assert_float_equal((float)l1[3], 0, 0);
    assert_float_equal((float)gfla_evaluation_score(e, 3, GFLA_SCORE_PSNR, 20, false).mean, 100, 0);
    assert_float_equal((float)ssim[3], 1, 1e-6f);
    const struct gfla_score_mean epe = gfla_evaluation_score(e, 2, GFLA_SCORE_EPE, 20, false);
    assert_int_equal(epe.n, 4);
    assert_float_equal((float)(epe.mean + gfla_evaluation_score(e, 1, GFLA_SCORE_EPE, 20, false).mean), 0, 0);
    gfla_evaluation_destroy(&e);
    gfla_test_pairs_destroy(&tests);
}

/* A constant flow on the coarse grid moves the image by as many pixels of the full one; where the mask is 0 it is
 * white. */
static void coarse_flows_are_brought_to_full_size(void **state)
{
    enum { S = 16, K = 4 };
    static float source[3 * S * S], flow[2 * K * K], mask[K * K], out[3 * S * S];
    struct gfla_pair_batch b = {.n = 1, .size = S, .source = source};
    for (int i = 0; i < 3 * S * S; i++)
        source[i] = (float)(i % S) / S;
    for (int i = 0; i < K * K; i++) {
        flow[i] = 0.5f; /* two pixels to the right */
        flow[K * K + i] = -0.25f;
        mask[i] = 1;
    }
    gfla_test_warp(&b, flow, mask, GFLA_SCALE_4, out);
    for (int i = 0; i < 3 * S * S; i++)
        assert_float_equal(out[i], (float)(i % S + 2 < S ? i % S + 2 : S - 1) / S, 1e-6f);
    memset(mask, 0, sizeof mask);
    gfla_test_warp(&b, flow, mask, GFLA_SCALE_4, out);
    for (int i = 0; i < 3 * S * S; i++)
        assert_float_equal(out[i], 1, 0);
}

static void epe_is_in_pixels_of_the_image(void **state)
{
    static const char *const methods[] = {"off"};
    static float flow[GFLA_N_AZIMUTHS * 2 * PLANE / 64];
    gfla_test_pairs *tests = NULL;
    gfla_evaluation *e = NULL;
    const struct gfla_pair_batch *b = NULL;
    tiny_must(gfla_test_pairs_open(&tests, views, GFLA_SPLIT_ALL, 0, false));
    tiny_must(gfla_evaluation_create(&e, methods, 1, 2));
    tiny_must(gfla_test_pairs_read(tests, 0, &b));
    for (size_t i = 0; i < sizeof flow / sizeof *flow; i++)
        flow[i] = b->flow[GFLA_SCALE_8][i] + (i / (PLANE / 64) % 2 ? 0.3f : 0.4f);
    tiny_must(gfla_evaluation_add_batch(e, 0, 0, b, b->target, flow, GFLA_SCALE_8));
    assert_float_equal((float)gfla_evaluation_score(e, 0, GFLA_SCORE_EPE, 20, false).mean, 8 * 0.5f, 1e-4f);
    gfla_evaluation_destroy(&e);
    gfla_test_pairs_destroy(&tests);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_follow_the_protocol),
        cmocka_unit_test(better_methods_score_better),
        cmocka_unit_test(coarse_flows_are_brought_to_full_size),
        cmocka_unit_test(epe_is_in_pixels_of_the_image),
    };
    return cmocka_run_group_tests(tests, open_set, close_set);
}
