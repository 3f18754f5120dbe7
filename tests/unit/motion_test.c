/* Motion capture as key points: a small BVH whose joints are worked out by hand, the camera, and what is refused. */
#include "motion_files.h"

static void joints_are_where_they_should_be(void **state)
{
    const struct names *all[] = {&mixamo, &biovision};
    for (int i = 0; i < 2; i++) {
        assert_ok(gfla_motion_open(&motion, write_person(all[i]), NULL));
        assert_int_equal(gfla_motion_count(motion), 4);
        assert_near(gfla_motion_fps(motion), 25, 1e-3);
        take(0);
        assert_int_equal(points.set, GFLA_JOINTS_COCO_18);
        assert_int_equal(points.n, 18);
        assert_int_equal(gfla_keypoints_count(&points), 18);
        check_at(1, 0, 16);
        check_at(2, -1.5, 16);
        check_at(7, 7.5, 16);
        check_at(8, -1, 10);
        check_at(12, 1, 5);
        check_at(13, 1, 0);
        check_at(0, 0, 17 + 0.25 * 2.4);
        check_at(15, 0.16 * 2.4, 17 + 0.43 * 2.4);
        check_at(16, -0.38 * 2.4, 17 + 0.35 * 2.4);
        gfla_motion_destroy(&motion);
    }
    (void)state;
}

static void turns_are_made_in_the_order_of_the_file(void **state)
{
    assert_ok(gfla_motion_open(&motion, write_person(&mixamo), NULL));
    take(1); /* facing the image's right */
    check_at(7, 0, 16);
    check_at(0, 0.55 * 2.4, 17.6);
    assert_near(points.joint[17].confidence, 0, 0); /* the left ear is behind the head */
    check_at(16, 0.05 * 2.4, 17 + 0.35 * 2.4);
    take(2);
    check_at(6, 4.5, 16);
    check_at(7, 4.5, 19);
    take(3); /* Z times X times Y */
    check_at(11, 0, 11);
    check_at(8, 0, 9);
    check_at(7, 0, 17.5);
    gfla_motion_destroy(&motion);
    (void)state;
}

static void human36m_has_all_joints(void **state)
{
    const struct gfla_motion_params params = {.set = GFLA_JOINTS_H36M_17, .azimuth = 180};
    assert_ok(gfla_motion_open(&motion, write_person(&mixamo), &params));
    take(0); /* from behind */
    assert_int_equal(points.set, GFLA_JOINTS_H36M_17);
    assert_int_equal(gfla_keypoints_count(&points), 17);
    check_at(0, 0, 10);
    check_at(7, 0, 13);
    check_at(8, 0, 16);
    check_at(10, 0, 19.4);
    check_at(13, -7.5, 16);
    check_at(1, 1, 10);
    gfla_motion_destroy(&motion);
    (void)state;
}

static void other_sets_are_converted(void **state)
{
    const struct gfla_motion_params params = {.set = GFLA_JOINTS_BODY_25};
    assert_ok(gfla_motion_open(&motion, write_person(&mixamo), &params));
    take(0);
    assert_int_equal(points.set, GFLA_JOINTS_BODY_25);
    check_at(8, 0, 10);
    check_at(14, 1, 0);
    assert_int_equal(gfla_keypoints_count(&points), 19); /* no feet */
    gfla_motion_destroy(&motion);
    (void)state;
}

static void the_camera_goes_round(void **state)
{
    struct gfla_motion_params params = {.azimuth = 90};
    assert_ok(gfla_motion_open(&motion, write_person(&mixamo), &params));
    take(0); /* from the right: looking to the image's right */
    assert_true(points.joint[0].x > points.joint[1].x + 1);
    assert_true(points.joint[16].confidence > 0 && points.joint[17].confidence == 0);
    gfla_motion_destroy(&motion);
    params = (struct gfla_motion_params){.azimuth = 180};
    assert_ok(gfla_motion_open(&motion, write_person(&mixamo), &params));
    take(0);
    assert_near(points.joint[0].confidence, 0, 0);
    assert_near(points.joint[14].confidence, 0, 0);
    assert_true(points.joint[2].x > points.joint[5].x);
    gfla_motion_destroy(&motion);
    params = (struct gfla_motion_params){.elevation = 90};
    assert_ok(gfla_motion_open(&motion, write_person(&mixamo), &params));
    take(0); /* from above: the nose points down */
    assert_true(points.joint[0].y > points.joint[1].y + 1);
    assert_near(points.joint[8].y, points.joint[10].y, 1e-3);
    gfla_motion_destroy(&motion);
    (void)state;
}

static void time_is_interpolated(void **state)
{
    const struct gfla_motion_params params = {.fps = 50};
    struct gfla_text t = {0};
    add_skeleton(&t, &mixamo);
    gfla_text_add(&t, "Frames: 2\nFrame Time: 0.04\n");
    add_frame(&t, 0, 0, 0, 0, 0);
    add_frame(&t, 0, 0, 0, 90, 0);
    assert_ok(gfla_motion_open(&motion, write_text("turn.bvh", &t), &params));
    assert_int_equal(gfla_motion_count(motion), 3);
    take(1);
    check_at(7, 7.5 * sqrt(0.5), 16);
    take(2);
    check_at(7, 0, 16);
    gfla_motion_destroy(&motion);
    (void)state;
}

static void images_fit_the_whole_motion(void **state)
{
    struct gfla_text t = {0};
    struct gfla_motion_params params = {.width = 100, .height = 200, .margin = -1};
    add_skeleton(&t, &mixamo);
    gfla_text_add(&t, "Frames: 2\nFrame Time: 0.04\n");
    add_frame(&t, 0, 0, 0, 0, 0);
    add_frame(&t, 85, 0, 0, 0, 0);
    const char *path = write_text("walk.bvh", &t);
    assert_ok(gfla_motion_open(&motion, path, &params)); /* 100 wide: one pixel is one unit */
    take(0);
    assert_near(points.joint[4].x, -0.5, 1e-3);
    assert_near(points.joint[1].x, 7, 1e-3);
    take(1);
    assert_near(points.joint[7].x, 99.5, 1e-3);
    assert_near(points.joint[10].y, 99.5 + 9.7, 1e-3);
    gfla_motion_destroy(&motion);
    params.in_place = true;
    assert_ok(gfla_motion_open(&motion, path, &params));
    for (size_t i = 0; i < 2; i++) {
        take(i);
        assert_near(points.joint[4].x, -0.5, 1e-3);
        assert_near(points.joint[7].x, 99.5, 1e-3);
    }
    gfla_motion_destroy(&motion);
    (void)state;
}

static void a_world_with_z_up_is_noticed(void **state)
{
    struct gfla_text t = {0};
    add_skeleton(&t, &mixamo);
    gfla_text_add(&t, "Frames: 2\nFrame Time: 0.04\n");
    add_frame(&t, 0, 0, 90, 0, 0); /* y becomes z */
    add_frame(&t, 0, 0, 90, 0, 0);
    assert_ok(gfla_motion_open(&motion, write_text("z.bvh", &t), NULL));
    take(0);
    check_at(7, 7.5, 16);
    check_at(10, -1, 0);
    gfla_motion_destroy(&motion);
    (void)state;
}

static void wrong_motion_is_refused(void **state)
{
    const struct names strange = {"UpLeg", "Leg", "Foot", "Arm", "Wing", "Hand"};
    struct gfla_text t = {0};
    refuses(scratch("none.bvh"), NULL, GFLA_ERROR_INPUT, "none.bvh");
    gfla_text_add(&t, "HIERARCHY\nROO"); /* cut later, Assimp leaks the node it was reading */
    refuses(write_text("cut.bvh", &t), NULL, GFLA_ERROR_INPUT, "cut.bvh");
    refuses(write_person(&strange), NULL, GFLA_ERROR_INPUT,
            "no joint was found for: right elbow, left elbow. hint: rename them");
    assert_non_null(strstr(gfla_error_message(), "LeftWing"));
    gfla_text_add(&t, "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
    refuses(write_text("still.obj", &t), NULL, GFLA_ERROR_INPUT, "no animation in it");
    add_skeleton(&t, &mixamo);
    gfla_text_add(&t, "Frames: 1\nFrame Time: 0.04\n");
    add_frame(&t, 1e30, 0, 0, 0, 0);
    refuses(write_text("far.bvh", &t), NULL, GFLA_ERROR_INPUT, "is not a finite number");
    (void)state;
}

static void wrong_params_are_refused(void **state)
{
    static const struct {
        struct gfla_motion_params params;
        gfla_status code;
        const char *message;
    } cases[] = {
        {{.set = GFLA_JOINTS_FACE_68}, GFLA_ERROR_USAGE, "motion has no face-68 points"},
        {{.fps = -1}, GFLA_ERROR_USAGE, "-1 poses per second"},
        {{.elevation = 91}, GFLA_ERROR_USAGE, "elevation 91"},
        {{.width = -5}, GFLA_ERROR_USAGE, "-5 x 256"},
        {{.margin = 0.5}, GFLA_ERROR_USAGE, "a margin of 0.5"},
        {{.animation = 1}, GFLA_ERROR_INPUT, "animation 1 was asked for, and there are 1"},
    };
    const char *path = write_person(&mixamo);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        refuses(path, &cases[i].params, cases[i].code, cases[i].message);
    assert_ok(gfla_motion_open(&motion, path, NULL));
    assert_fails(gfla_motion_pose(motion, 4, &points), GFLA_ERROR_USAGE, "pose 4 was asked for, and there are 4");
    assert_int_equal(points.n, 0);
    gfla_motion_destroy(&motion);
    gfla_motion_destroy(&motion);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joints_are_where_they_should_be), cmocka_unit_test(turns_are_made_in_the_order_of_the_file),
        cmocka_unit_test(human36m_has_all_joints),         cmocka_unit_test(other_sets_are_converted),
        cmocka_unit_test(the_camera_goes_round),           cmocka_unit_test(time_is_interpolated),
        cmocka_unit_test(images_fit_the_whole_motion),     cmocka_unit_test(a_world_with_z_up_is_noticed),
        cmocka_unit_test(wrong_motion_is_refused),         cmocka_unit_test(wrong_params_are_refused),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
