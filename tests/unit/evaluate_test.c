/* The aggregator: groups by distance, near-symmetric models, JSON and table. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "tasks/eval/evaluate.h"
#include "viewsynth/data/test_pairs.h"

enum { SIZE = 16, PLANE = SIZE * SIZE, N_ITEMS = 5 };

static void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%.12g is not %.12g", a, b);
}

/* A prediction that is off by `error` everywhere. */
static void add(gfla_evaluation *e, int method, int item, int azimuth, float error, double epe)
{
    static float truth[3 * PLANE], predicted[3 * PLANE], foreground[PLANE];
    struct gfla_pose source = gfla_test_source(item);
    for (int i = 0; i < 3 * PLANE; i++) {
        truth[i] = 0.5f;
        predicted[i] = 0.5f + error;
        foreground[i % PLANE] = i % PLANE < 10;
    }
    struct gfla_evaluate_sample sample = {.item = item,
                                          .source = source,
                                          .target = {azimuth, 0},
                                          .predicted = predicted,
                                          .truth = truth,
                                          .foreground = foreground,
                                          .size = SIZE,
                                          .epe = epe};
    assert_int_equal(gfla_evaluation_add(e, method, &sample), GFLA_OK);
}

/* Copying: item k is off by 0.1 (k + 1), but for item 3, which is symmetric. The network: off by 0.01 at all places. */
static gfla_evaluation *fill(void)
{
    static const char *const methods[] = {"copy", "full"};
    gfla_evaluation *e = NULL;
    assert_int_equal(gfla_evaluation_create(&e, methods, 2, N_ITEMS), GFLA_OK);
    for (int item = 0; item < N_ITEMS; item++)
        for (int azimuth = 0; azimuth < GFLA_N_AZIMUTHS; azimuth++) {
            add(e, 0, item, azimuth, item == 3 ? 0.001f : 0.1f * (float)(item + 1) / 2, -1);
            add(e, 1, item, azimuth, 0.01f, 2.5);
        }
    return e;
}

static void protocol(void **state)
{
    assert_int_equal(gfla_test_source(0).azimuth, 0);
    assert_int_equal(gfla_test_source(19).azimuth, 1);
    assert_int_equal(gfla_test_source(19).elevation, 0);
}

static struct gfla_score_mean score(const gfla_evaluation *e, int method, enum gfla_score kind, int distance)
{
    return gfla_evaluation_score(e, method, kind, distance, false);
}

static void groups(void **state)
{
    gfla_evaluation *e = fill();
    assert_int_equal(score(e, 1, GFLA_SCORE_L1, 0).n, N_ITEMS * 17); /* not the source itself */
    assert_near(score(e, 1, GFLA_SCORE_L1, 0).mean, 0.01, 1e-6);
    assert_near(score(e, 1, GFLA_SCORE_L1_FOREGROUND, 0).mean, 0.01, 1e-6);
    assert_near(score(e, 1, GFLA_SCORE_PSNR, 0).mean, 40, 1e-3);
    assert_near(score(e, 1, GFLA_SCORE_EPE, 0).mean, 2.5, 1e-9);
    assert_near(score(e, 1, GFLA_SCORE_IOU, 0).mean, 10.0 / PLANE, 1e-9);
    assert_int_equal(score(e, 1, GFLA_SCORE_L1, 20).n, 2 * N_ITEMS);
    assert_int_equal(score(e, 1, GFLA_SCORE_L1, 180).n, N_ITEMS);
    assert_near(score(e, 0, GFLA_SCORE_L1, 40).mean, (0.05 + 0.1 + 0.15 + 0.001 + 0.25) / 5, 1e-6);
    assert_int_equal(score(e, 0, GFLA_SCORE_EPE, 0).n, 0);
    gfla_evaluation_destroy(&e);
    assert_null(e);
}

static void symmetric_models_are_left_out(void **state)
{
    gfla_evaluation *e = fill();
    assert_int_equal(gfla_evaluation_n_symmetric(e), 1); /* 0.001 is below a fifth of the median 0.1; 0.05 is not */
    const struct gfla_score_mean copy = gfla_evaluation_score(e, 0, GFLA_SCORE_L1, 0, true);
    assert_int_equal(copy.n, 4 * 17);
    assert_near(copy.mean, (0.05 + 0.1 + 0.15 + 0.25) / 4, 1e-6);
    assert_int_equal(gfla_evaluation_score(e, 1, GFLA_SCORE_L1, 0, true).n, 4 * 17);
    gfla_evaluation_destroy(&e);
}

/* Item means 0.05, 0.1, 0.15, 0.001, 0.25: their mean of five draws has a deviation of .0849 / sqrt(5) = .038; the
 * interval is about four of these wide, and the same whenever it is asked for. What does not vary has an interval of no
 * width. */
static void intervals_are_over_models(void **state)
{
    gfla_evaluation *e = fill();
    const struct gfla_score_mean copy = score(e, 0, GFLA_SCORE_L1, 0), again = score(e, 0, GFLA_SCORE_L1, 0);
    assert_near(copy.high - copy.low, 4 * 0.038, 0.02);
    assert_true(copy.low < copy.mean && copy.mean < copy.high);
    assert_true(copy.low == again.low && copy.high == again.high);
    assert_near(score(e, 1, GFLA_SCORE_L1, 0).high - score(e, 1, GFLA_SCORE_L1, 0).low, 0, 1e-9);
    gfla_evaluation_set_score(e, 1, GFLA_SCORE_FID, 12.5);
    assert_near(score(e, 1, GFLA_SCORE_FID, 0).mean, 12.5, 0);
    assert_int_equal(score(e, 0, GFLA_SCORE_FID, 0).n, 0);
    gfla_evaluation_add_score(e, 1, 2, (struct gfla_pose){0, 0}, (struct gfla_pose){3, 0}, GFLA_SCORE_LPIPS, 0.25);
    gfla_evaluation_add_score(e, 1, 2, (struct gfla_pose){3, 0}, (struct gfla_pose){3, 0}, GFLA_SCORE_LPIPS, 9);
    assert_int_equal(score(e, 1, GFLA_SCORE_LPIPS, 60).n, 1);
    assert_near(score(e, 1, GFLA_SCORE_LPIPS, 0).mean, 0.25, 0);
    gfla_evaluation_destroy(&e);
}

static double number(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    assert_true(cJSON_IsNumber(item));
    return item->valuedouble;
}

static void json_holds_everything(void **state)
{
    gfla_evaluation *e = fill();
    struct gfla_text text = {0};
    gfla_evaluation_json(e, "a \"set\"", &text);
    cJSON *json = cJSON_Parse(text.data);
    assert_non_null(json);
    assert_string_equal(cJSON_GetObjectItem(json, "data")->valuestring, "a \"set\"");
    assert_near(number(json, "models"), N_ITEMS, 0);
    const cJSON *results = cJSON_GetObjectItem(json, "results");
    assert_int_equal(cJSON_GetArraySize(results), 2);
    const cJSON *full = cJSON_GetArrayItem(results, 1), *copy = cJSON_GetArrayItem(results, 0);
    assert_string_equal(cJSON_GetObjectItem(full, "method")->valuestring, "full");
    assert_near(number(full, "n"), N_ITEMS * 17, 0);
    assert_near(number(full, "epe"), 2.5, 1e-9);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(cJSON_GetObjectItem(copy, "ci95"), "l1")), 2);
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(copy, "epe")));
    const cJSON *distances = cJSON_GetObjectItem(full, "by_distance");
    assert_int_equal(cJSON_GetArraySize(distances), 9);
    assert_near(number(cJSON_GetObjectItem(distances, "180"), "n"), N_ITEMS, 0);
    assert_near(number(cJSON_GetObjectItem(copy, "without_symmetric"), "n"), 4 * 17, 0);
    const cJSON *comparisons = cJSON_GetObjectItem(json, "comparisons"), *first = cJSON_GetArrayItem(comparisons, 0);
    assert_int_equal(cJSON_GetArraySize(comparisons), 1);
    assert_string_equal(cJSON_GetObjectItem(first, "method")->valuestring, "full");
    assert_string_equal(cJSON_GetObjectItem(first, "against")->valuestring, "copy");
    assert_near(number(first, "l1_lower_percent"), 100 * (1 - 0.01 / 0.1102), 0.01);
    assert_near(number(first, "ssim_above_at"), 9, 0);
    assert_near(number(first, "distances"), 9, 0);
    cJSON_Delete(json);
    gfla_text_free(&text);
    gfla_evaluation_destroy(&e);
}

static void table_names_its_conventions(void **state)
{
    gfla_evaluation *e = fill();
    struct gfla_text text = {0};
    gfla_evaluation_table(e, &text);
    assert_non_null(strstr(text.data, "asymmetric copy"));
    assert_non_null(strstr(text.data, "sigma 1.5"));
    assert_non_null(strstr(text.data, "leaves out 1 that"));
    assert_non_null(strstr(text.data, "full against copy: L1 90.9 % lower, SSIM above it at 9 of 9 distances."));
    gfla_text_free(&text);
    gfla_evaluation_destroy(&e);
}

static void wrong_indices_are_refused(void **state)
{
    static const char *const methods[] = {"copy"};
    gfla_evaluation *e = NULL;
    assert_int_equal(gfla_evaluation_create(&e, methods, 0, 1), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_evaluation_create(&e, methods, 1, 0), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_evaluation_create(&e, methods, 1, 1), GFLA_OK);
    assert_int_equal(gfla_evaluation_add(e, 1, &(struct gfla_evaluate_sample){.target = {1, 0}}), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_evaluation_add(e, 0, &(struct gfla_evaluate_sample){.item = 1}), GFLA_ERROR_USAGE);
    assert_int_equal(score(e, 0, GFLA_SCORE_L1, 0).n, 0);
    assert_int_equal(gfla_evaluation_n_symmetric(e), 0);
    gfla_evaluation_destroy(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(protocol),
        cmocka_unit_test(groups),
        cmocka_unit_test(intervals_are_over_models),
        cmocka_unit_test(symmetric_models_are_left_out),
        cmocka_unit_test(json_holds_everything),
        cmocka_unit_test(table_names_its_conventions),
        cmocka_unit_test(wrong_indices_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
