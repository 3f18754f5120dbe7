/* Poses over time in the layout of the motion network, and back. */
#include "scratch.h"

#include "people/motion_window.h"

#define FRAMES 6

static void make_poses(struct gfla_keypoints poses[3])
{
    for (int p = 0; p < 3; p++) {
        poses[p] = (struct gfla_keypoints){.set = GFLA_JOINTS_COCO_17, .n = GFLA_MOTION_JOINTS};
        for (int i = 0; i < GFLA_MOTION_JOINTS; i++)
            poses[p].joint[i] = (struct gfla_joint){10.0 * p + i, 128 + 64.0 * p, 1};
    }
}

static float value(const float *values, int channel, int frame)
{
    return values[channel * FRAMES + frame];
}

static void y_comes_before_x_and_ends_are_repeated(void **state)
{
    struct gfla_keypoints poses[3];
    float values[2 * GFLA_MOTION_JOINTS * FRAMES];
    make_poses(poses);
    gfla_motion_window_fill(poses, 3, -2, FRAMES, values); /* poses 0 0 0 1 2 2 */
    for (int frame = 0; frame < FRAMES; frame++) {
        const int pose[FRAMES] = {0, 0, 0, 1, 2, 2};
        assert_float_equal(value(values, 4, frame), 0.5f * (float)pose[frame], 1e-6f);
        assert_float_equal(value(values, GFLA_MOTION_JOINTS + 4, frame), (20 * (float)pose[frame] + 8) / 256 - 1,
                           1e-6f);
    }
    (void)state;
}

static void the_missing_and_nobody_differ(void **state)
{
    struct gfla_keypoints poses[3];
    float values[2 * GFLA_MOTION_JOINTS * FRAMES];
    make_poses(poses);
    poses[0].joint[3].confidence = 0;
    poses[1] = (struct gfla_keypoints){.set = GFLA_JOINTS_COCO_17};
    gfla_motion_window_fill(poses, 3, 0, FRAMES, values);
    assert_float_equal(value(values, 3, 0), -1, 0);
    assert_float_equal(value(values, GFLA_MOTION_JOINTS + 3, 0), -1, 0);
    for (int c = 0; c < 2 * GFLA_MOTION_JOINTS; c++)
        assert_float_equal(value(values, c, 1), 0, 0);
    (void)state;
}

static void what_was_written_is_read(void **state)
{
    struct gfla_keypoints poses[3], back;
    float values[2 * GFLA_MOTION_JOINTS * FRAMES];
    make_poses(poses);
    gfla_motion_window_fill(poses, 3, 0, FRAMES, values);
    gfla_motion_window_read(values, FRAMES, 1, &back);
    assert_int_equal(back.set, GFLA_JOINTS_H36M_17);
    assert_int_equal(gfla_keypoints_count(&back), GFLA_MOTION_JOINTS);
    assert_float_equal((float)back.joint[5].x, (float)15, 1e-4f);
    assert_float_equal((float)back.joint[5].y, (float)192, 1e-4f);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(y_comes_before_x_and_ends_are_repeated),
        cmocka_unit_test(the_missing_and_nobody_differ),
        cmocka_unit_test(what_was_written_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
