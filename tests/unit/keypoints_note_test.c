/* Key points that an image carries. */
#include "io/image/bitmap.h"
#include "keypoint_files.h"

/* A PNG with this text, or without any. */
static const char *write_image(const char *text)
{
    struct gfla_bitmap image;
    const struct gfla_bitmap_note note = {GFLA_KEYPOINTS_NOTE, text};
    assert_ok(gfla_bitmap_create(&image, 8, 8, 3, 8));
    assert_ok(gfla_bitmap_write(scratch("pose.png"), &image,
                                &(struct gfla_bitmap_write_params){.note = text ? &note : NULL}));
    gfla_bitmap_free(&image);
    return scratch("pose.png");
}

/* Odd numbers; the third joint is missing. */
static struct gfla_keypoints some_points(enum gfla_joint_set set)
{
    struct gfla_keypoints points = {.set = set, .n = gfla_joint_set_size(set)};
    for (int i = 0; i < points.n; i++)
        points.joint[i] = (struct gfla_joint){100.0 / 3 * i - 50, 1e5 / 7 - 3 * i, i == 2 ? 0 : 0.25 + 0.01 * i};
    return points;
}

static void every_set_comes_back(void **state)
{
    for (int set = 0; set < GFLA_JOINTS_SETS; set++) {
        const struct gfla_keypoints points = some_points((enum gfla_joint_set)set);
        struct gfla_keypoints back;
        struct gfla_text json = {0};
        gfla_keypoints_add_json(&json, &points);
        assert_ok(gfla_keypoints_read_file(
            write_image(json.data), &(struct gfla_keypoints_select){.person = -1, .face = set == GFLA_JOINTS_FACE_68},
            &back));
        assert_int_equal(back.set, set);
        assert_int_equal(back.n, points.n);
        for (int i = 0; i < points.n; i++) {
            assert_true((back.joint[i].confidence > 0) == (i != 2));
            if (i == 2)
                continue;
            assert_float_equal(back.joint[i].x, points.joint[i].x, 1e-5);
            assert_float_equal(back.joint[i].y, points.joint[i].y, 1e-5);
            assert_float_equal(back.joint[i].confidence, points.joint[i].confidence, 1e-6);
        }
        gfla_text_free(&json);
    }
    (void)state;
}

static void nobody_stays_nobody(void **state)
{
    struct gfla_keypoints back;
    struct gfla_text json = {0};
    gfla_keypoints_add_json(&json, &(struct gfla_keypoints){0});
    assert_ok(gfla_keypoints_read_file(write_image(json.data), NULL, &back));
    assert_int_equal(back.n, 0);
    gfla_text_free(&json);
    (void)state;
}

static void other_images_are_refused(void **state)
{
    struct gfla_keypoints back = {.n = 5};
    assert_fails(gfla_keypoints_read_file(write_image(NULL), NULL, &back), GFLA_ERROR_INPUT,
                 "pose.png: is a picture without key points. hint: drawings of `gfla pose` carry theirs");
    assert_int_equal(back.n, 0);
    assert_fails(gfla_keypoints_read_file(write_image("{\"people\":[1]}"), NULL, &back), GFLA_ERROR_INPUT,
                 "pose.png: person 0 is not an object");
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_comes_back),
        cmocka_unit_test(nobody_stays_nobody),
        cmocka_unit_test(other_images_are_refused),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
