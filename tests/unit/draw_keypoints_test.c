/* Drawn key points: limbs between joints that are there, nothing from those that are missing or outside. */
#include "scratch.h"

#include "io/draw/draw_keypoints.h"

static int sum_at(const struct gfla_bitmap *image, int x, int y)
{
    const uint8_t *p = (const uint8_t *)image->pixels + 3 * (y * image->width + x);
    return p[0] + p[1] + p[2];
}

/* Joints of the set on a diagonal, from (8, 8) in steps of 3. */
static struct gfla_keypoints diagonal(enum gfla_joint_set set, int n)
{
    struct gfla_keypoints points = {.set = set, .n = n};
    for (int i = 0; i < n; i++)
        points.joint[i] = (struct gfla_joint){8 + 3 * i, 8 + 3 * i, 1};
    return points;
}

static void every_set_is_drawn(void **state)
{
    static const int sizes[GFLA_JOINTS_SETS] = {18, 25, 17, 17, 68};
    for (int set = 0; set < GFLA_JOINTS_SETS; set++) {
        struct gfla_keypoints points = diagonal((enum gfla_joint_set)set, sizes[set]);
        struct gfla_bitmap canvas;
        assert_ok(gfla_draw_canvas(&canvas, 256, 256, GFLA_BLACK));
        gfla_draw_keypoints(&canvas, &points);
        for (int i = 0; i < sizes[set]; i++)
            assert_true(sum_at(&canvas, 8 + 3 * i, 8 + 3 * i) > 200);
        assert_int_equal(sum_at(&canvas, 250, 20), 0);
        gfla_bitmap_free(&canvas);
    }
    (void)state;
}

static void missing_ends_draw_nothing(void **state)
{
    struct gfla_keypoints points = {.set = GFLA_JOINTS_COCO_18, .n = 18};
    struct gfla_bitmap canvas;
    points.joint[2] = (struct gfla_joint){10, 10, 1};
    points.joint[3] = (struct gfla_joint){50, 10, 0}; /* the elbow is missing */
    assert_ok(gfla_draw_canvas(&canvas, 64, 64, GFLA_BLACK));
    gfla_draw_keypoints(&canvas, &points);
    assert_true(sum_at(&canvas, 10, 10) > 600);
    assert_int_equal(sum_at(&canvas, 30, 10), 0);
    gfla_bitmap_free(&canvas);
    (void)state;
}

/* Limbs join two joints of the set, and every joint but those that stand alone has one. */
static void limbs_are_listed(void **state)
{
    static const int sizes[GFLA_JOINTS_SETS] = {18, 25, 17, 17, 68}, limbs[GFLA_JOINTS_SETS] = {17, 24, 16, 16, 0};
    for (int set = 0; set < GFLA_JOINTS_SETS; set++) {
        bool seen[GFLA_MAX_JOINTS] = {false};
        int n = 0;
        for (int from, to; gfla_draw_keypoints_limb((enum gfla_joint_set)set, n, &from, &to); n++) {
            assert_true(from >= 0 && to >= 0 && from < sizes[set] && to < sizes[set] && from != to);
            seen[from] = seen[to] = true;
        }
        assert_int_equal(n, limbs[set]);
        for (int i = 0; i < sizes[set] && n > 0; i++)
            assert_true(seen[i]);
    }
    (void)state;
}

static void points_far_outside_do_no_harm(void **state)
{
    struct gfla_keypoints points = diagonal(GFLA_JOINTS_FACE_68, 68);
    struct gfla_bitmap canvas;
    points.joint[0] = (struct gfla_joint){-1e6, 1e6, 1};
    points.joint[40] = (struct gfla_joint){1e6, -1e6, 1};
    assert_ok(gfla_draw_canvas(&canvas, 64, 64, GFLA_BLACK));
    gfla_draw_keypoints(&canvas, &points);
    gfla_bitmap_free(&canvas);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_is_drawn),
        cmocka_unit_test(missing_ends_draw_nothing),
        cmocka_unit_test(limbs_are_listed),
        cmocka_unit_test(points_far_outside_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
