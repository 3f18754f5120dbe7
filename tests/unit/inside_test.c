/* Key points that lie outside of the image they are said to be of: counted, warned of, refused. */
#include "people/inside.h"

#include "keypoint_files.h"

#include "base/context.h"

static int n_warnings;
static char warning[512];

static void count_warning(void *user, gfla_log_level level, const char *message)
{
    n_warnings += level == GFLA_LOG_WARNING;
    snprintf(warning, sizeof warning, "%s", message);
    (void)user;
}

/* The standing figure, moved. */
static struct gfla_keypoints figure(double scale, double move_x, double move_y)
{
    struct gfla_keypoints points = {.set = GFLA_JOINTS_COCO_17, .n = 17};
    for (int i = 0; i < 17; i++)
        points.joint[i] = (struct gfla_joint){figure_places[i].x, figure_places[i].y, 0.9};
    gfla_keypoints_scale(&points, scale, scale, move_x, move_y);
    return points;
}

static void joints_outside_are_counted(void **state)
{
    static const struct {
        double scale, x, y;
        int n_outside, n_warnings;
        gfla_status status;
    } cases[] = {
        {1, 0, 0, 0, 0, GFLA_OK},
        {1, 70, 0, 1, 0, GFLA_OK},
        {1, 0, -100, 5, 0, GFLA_OK},
        {1, 0, 500, 10, 1, GFLA_OK},
        {2, 300, 300, 17, 0, GFLA_ERROR_INPUT},
        {1, -480, 0, 17, 0, GFLA_ERROR_INPUT},
        {0.001, 0, 0, 0, 0, GFLA_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct gfla_keypoints points = figure(cases[i].scale, cases[i].x, cases[i].y);
        n_warnings = 0;
        if (gfla_points_outside(&points, 480, 640) != cases[i].n_outside)
            fail_msg("case %zu: %d outside", i, gfla_points_outside(&points, 480, 640));
        assert_int_equal(gfla_points_check_inside(&points, 480, 640, GFLA_HINT_POSE_SIZE), cases[i].status);
        assert_int_equal(n_warnings, cases[i].n_warnings);
        if (cases[i].status != GFLA_OK)
            assert_non_null(strstr(gfla_error_message(), "all 17 joints lie outside of a picture of 480 x 640"));
        if (cases[i].status != GFLA_OK || n_warnings)
            assert_non_null(strstr(n_warnings ? warning : gfla_error_message(), "hint: --pose-size WxH"));
    }
    (void)state;
}

static void missing_joints_are_nowhere(void **state)
{
    struct gfla_keypoints points = figure(1, 2000, 0);
    for (int i = 0; i < 17; i++)
        points.joint[i].confidence = 0;
    assert_int_equal(gfla_points_outside(&points, 480, 640), 0);
    assert_ok(gfla_points_check_inside(&points, 480, 640, ""));
    (void)state;
}

static int watch_log(void **state)
{
    gfla_context *context;
    struct gfla_context_params params;
    gfla_context_params_init(&params);
    params.log = count_warning;
    if (gfla_context_create(&context, &params) != GFLA_OK)
        return -1;
    gfla_context_enter(context);
    *state = context;
    return 0;
}

static int end_watching(void **state)
{
    gfla_context *context = gfla_context_enter(NULL);
    gfla_context_destroy(&context);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(joints_outside_are_counted, watch_log, end_watching),
        cmocka_unit_test(missing_joints_are_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
