/* Scores of mattes and angles: what each of them counts, which models look alike, and their reports. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "base/memory.h"
#include "tasks/eval/eval_photo.h"
#include "tasks/eval/eval_photo_worker.h"
#include "tasks/view/photo_angle.h"
#include "tests/ok.h"

enum { SIZE = 10, AREA = SIZE * SIZE };

static gfla_score_board *create(int n_items, int n_groups)
{
    gfla_score_board *board = NULL;
    assert_int_equal(gfla_score_board_create(&board, (const char *const[]){"net"}, 1, (size_t)n_items, n_groups),
                     GFLA_OK);
    return board;
}

static double mean_of(const gfla_score_board *board, enum gfla_score score, int group)
{
    return gfla_score_board_mean(board, 0, score, &(struct gfla_score_choice){.group = group}).mean;
}

static void assert_near(double a, double b)
{
    if (!(fabs(a - b) <= 1e-6))
        fail_msg("%.12g is not %.12g", a, b);
}

/* Of 20 pixels 16 are found, and 4 beside them; alpha is off by 1 at 8 places. Then all of it: 20 of 20. */
static void mattes_are_compared_with_the_truth(void **state)
{
    float truth[AREA] = {0}, made[AREA] = {0};
    gfla_score_board *board = create(1, GFLA_EVAL_SIZES);
    for (int i = 0; i < 20; i++)
        truth[i] = made[i + 4] = 1;
    gfla_eval_matte_add(board, 0, 0, made, truth, SIZE);
    assert_near(mean_of(board, GFLA_SCORE_IOU, 1), 16.0 / 24);
    assert_near(mean_of(board, GFLA_SCORE_MISSED, 1), 1);
    assert_near(mean_of(board, GFLA_SCORE_ALPHA, 1), 0.08);
    gfla_eval_matte_add(board, 0, 0, truth, truth, SIZE);
    assert_near(mean_of(board, GFLA_SCORE_MISSED, 1), 0.5);
    gfla_score_board_destroy(&board);
}

static void mattes_are_grouped_by_size(void **state)
{
    assert_int_equal(gfla_eval_matte_group(0), 0);
    assert_int_equal(gfla_eval_matte_group(0.099), 0);
    assert_int_equal(gfla_eval_matte_group(0.1), 1);
    assert_int_equal(gfla_eval_matte_group(0.3), 2);
    assert_int_equal(gfla_eval_matte_group(1), 2);
}

static void angles_are_right_to_20_degrees(void **state)
{
    static const struct {
        double made, truth;
        int within, opposite, quarter;
        double off;
    } cases[] = {{10, 350, 1, 0, 0, 20},   {10.5, 350, 0, 0, 0, 20.5}, {350, 10, 1, 0, 0, 20}, {0, 180, 0, 1, 0, 180},
                 {20, 180, 0, 1, 0, 160},  {21, 180, 0, 0, 0, 159},    {270, 0, 0, 0, 1, 90},  {200, 270, 0, 0, 1, 70},
                 {45.5, 0, 0, 0, 0, 45.5}, {110, 0, 0, 0, 1, 110}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gfla_score_board *board = create(1, GFLA_EVAL_ANGLE_GROUPS);
        const struct gfla_photo_angle made = {
            .azimuth = cases[i].truth, .elevation = 25, .peak_azimuth = cases[i].made, .peak_confidence = 0.7};
        gfla_eval_angle_add(board, 0, 0, &made, cases[i].truth, 20);
        assert_near(mean_of(board, GFLA_SCORE_WITHIN_20, -1), cases[i].within);
        assert_near(mean_of(board, GFLA_SCORE_OPPOSITE, -1), cases[i].opposite);
        assert_near(mean_of(board, GFLA_SCORE_QUARTER, -1), cases[i].quarter);
        assert_near(mean_of(board, GFLA_SCORE_AZIMUTH, -1), cases[i].off);
        assert_near(mean_of(board, GFLA_SCORE_ELEVATION, -1), 5);
        assert_near(mean_of(board, GFLA_SCORE_CONFIDENCE, -1), 0.7);
        assert_near(mean_of(board, GFLA_SCORE_SYMMETRIC, -1), 0);
        assert_near(mean_of(board, GFLA_SCORE_FRONT, -1), cases[i].truth <= 180);
        assert_near(mean_of(board, GFLA_SCORE_WITHIN_20, gfla_eval_angle_group(20, 0.7)), cases[i].within);
        gfla_score_board_destroy(&board);
    }
}

static void angles_are_grouped_by_elevation_and_confidence(void **state)
{
    assert_int_equal(gfla_eval_angle_group(-20, 0), 0);
    assert_int_equal(gfla_eval_angle_group(-34, 0.19), 0);
    assert_int_equal(gfla_eval_angle_group(-20, 1), GFLA_EVAL_CONFIDENCES - 1);
    assert_int_equal(gfla_eval_angle_group(0, 0.2), 2 * GFLA_EVAL_CONFIDENCES + 1);
    assert_int_equal(gfla_eval_angle_group(4.9, 0.2), 2 * GFLA_EVAL_CONFIDENCES + 1);
    assert_int_equal(gfla_eval_angle_group(5.1, 0.2), 3 * GFLA_EVAL_CONFIDENCES + 1);
    assert_int_equal(gfla_eval_angle_group(90, 0.99), GFLA_EVAL_ANGLE_GROUPS - 1);
}

/* An object on the first rows, whose colour is a function of its azimuth. */
static double likeness(float (*colour)(int azimuth))
{
    static float image[GFLA_EVAL_PHOTO_BATCH * 3 * AREA], alpha[GFLA_EVAL_PHOTO_BATCH * AREA];
    for (int a = 0; a < GFLA_EVAL_PHOTO_BATCH; a++)
        for (int i = 0; i < AREA; i++) {
            alpha[a * AREA + i] = i < 20;
            for (int k = 0; k < 3; k++)
                image[(a * 3 + k) * AREA + i] = i < 20 ? colour(a) : 1;
        }
    return gfla_eval_likeness(image, alpha, SIZE);
}

static float of_one_colour(int azimuth)
{
    return azimuth < 0 ? 0 : 0.5f;
}

static float alike_from_the_opposite_side(int azimuth)
{
    return azimuth % 9 < 4 ? -1 : 1;
}

static float with_a_front(int azimuth)
{
    return azimuth < 9 ? -1 : 1;
}

/* The white around the object does not count: a small one is as different from two sides as a large one. */
static void likeness_is_of_the_object(void **state)
{
    assert_near(likeness(of_one_colour), 0);
    assert_near(likeness(alike_from_the_opposite_side), 0);
    assert_near(likeness(with_a_front), 6.0 / 18); /* at 60 degrees three views of each half have another colour */
}

/* Models 0 and 1 look alike from two sides; of these the azimuth is wrong, and confidence low. */
static gfla_score_board *fill_angles(void)
{
    gfla_score_board *board = create(4, GFLA_EVAL_ANGLE_GROUPS);
    for (int item = 0; item < 4; item++) {
        gfla_score_board_add(board, 0, (size_t)item, 0, GFLA_SCORE_LIKENESS, item < 2 ? 0.05 : 0.3);
        for (int view = 0; view < 6; view++) {
            const struct gfla_photo_angle made = {.peak_azimuth = item < 2 ? 180 : 5,
                                                  .elevation = 10,
                                                  .peak_confidence = item < 2 ? 0.5 : 0.9,
                                                  .symmetry = item < 2 ? GFLA_PHOTO_SYMMETRY_OPPOSITE
                                                                       : GFLA_PHOTO_SYMMETRY_NONE};
            gfla_eval_angle_add(board, 0, (size_t)item, &made, 0, view < 2 ? 0 : 10);
        }
    }
    return board;
}

static double number(const cJSON *json, const char *name)
{
    const cJSON *item = cJSON_GetObjectItem(json, name);
    if (!item || !cJSON_IsNumber(item))
        fail_msg("no number %s", name);
    return item->valuedouble;
}

static void the_report_leaves_symmetric_models_out(void **state)
{
    gfla_score_board *board = fill_angles();
    struct gfla_text json = {0}, table = {0};
    ok(gfla_eval_photo_json(GFLA_EVAL_ANGLE, board, "set", &json));
    cJSON *root = cJSON_Parse(json.data);
    assert_non_null(root);
    assert_near(number(root, "models"), 4);
    assert_near(number(root, "near_symmetric"), 2);
    const cJSON *result = cJSON_GetArrayItem(cJSON_GetObjectItem(root, "results"), 0),
                *others = cJSON_GetObjectItem(result, "without_symmetric");
    assert_near(number(result, "n"), 24);
    assert_near(number(result, "within_20"), 0.5);
    assert_near(number(result, "opposite"), 0.5);
    assert_near(number(others, "n"), 12);
    assert_near(number(others, "within_20"), 1);
    const cJSON *elevations = cJSON_GetObjectItem(others, "by_elevation");
    assert_int_equal(cJSON_GetArraySize(elevations), 2);
    assert_near(number(cJSON_GetObjectItem(elevations, "0"), "n"), 4);
    assert_near(number(cJSON_GetObjectItem(elevations, "10"), "n"), 8);
    const cJSON *confidences = cJSON_GetObjectItem(others, "by_confidence");
    assert_int_equal(cJSON_GetArraySize(confidences), 1);
    assert_near(number(cJSON_GetObjectItem(confidences, "0.8"), "n"), 12);
    cJSON_Delete(root);
    ok(gfla_eval_photo_table(GFLA_EVAL_ANGLE, board, &table));
    assert_non_null(strstr(table.data, "2 are near-symmetric"));
    assert_non_null(strstr(table.data, "\nasymmetric net               12"));
    gfla_text_free(&json);
    gfla_text_free(&table);
    gfla_score_board_destroy(&board);
}

static void models_are_told_apart_or_nothing_is_said(void **state)
{
    gfla_score_board *board = fill_angles();
    struct gfla_text json = {0};
    for (int i = 1; i <= 2; i++) {
        gfla_memory_fail_at(i);
        assert_int_equal(gfla_eval_photo_json(GFLA_EVAL_ANGLE, board, "set", &json), GFLA_ERROR_MEMORY);
        gfla_memory_fail_at(0);
        assert_int_equal(json.size, 0);
    }
    gfla_text_free(&json);
    gfla_score_board_destroy(&board);
}

/* A set of cameras of its own: nothing is known of symmetry. */
static void without_likeness_all_models_count(void **state)
{
    gfla_score_board *board = create(1, GFLA_EVAL_ANGLE_GROUPS);
    struct gfla_text json = {0};
    gfla_eval_angle_add(board, 0, 0, &(struct gfla_photo_angle){.peak_azimuth = 30}, 30, 10);
    ok(gfla_eval_photo_json(GFLA_EVAL_ANGLE, board, "set", &json));
    assert_non_null(strstr(json.data, "\"near_symmetric\":null"));
    assert_non_null(strstr(json.data, "\"without_symmetric\":{\"n\":1,"));
    gfla_text_free(&json);
    gfla_score_board_destroy(&board);
}

static void tasks_have_names(void **state)
{
    assert_int_equal(gfla_eval_photo_find("matte"), GFLA_EVAL_MATTE);
    assert_int_equal(gfla_eval_photo_find("angle"), GFLA_EVAL_ANGLE);
    assert_int_equal(gfla_eval_photo_find("view"), GFLA_EVAL_PHOTO_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mattes_are_compared_with_the_truth),
        cmocka_unit_test(mattes_are_grouped_by_size),
        cmocka_unit_test(angles_are_right_to_20_degrees),
        cmocka_unit_test(angles_are_grouped_by_elevation_and_confidence),
        cmocka_unit_test(likeness_is_of_the_object),
        cmocka_unit_test(the_report_leaves_symmetric_models_out),
        cmocka_unit_test(models_are_told_apart_or_nothing_is_said),
        cmocka_unit_test(without_likeness_all_models_count),
        cmocka_unit_test(tasks_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
