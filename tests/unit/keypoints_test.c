/* Key points: the joint sets and how one becomes another. */
#include "scratch.h"

#include "io/keypoints/keypoints.h"

/* A person whose joint i lies at (10 i + 1, 100 - i), sure by 0.5 + i / 100. */
static struct gfla_keypoints person_of(enum gfla_joint_set set)
{
    struct gfla_keypoints points = {.set = set, .n = gfla_joint_set_size(set)};
    for (int i = 0; i < points.n; i++)
        points.joint[i] = (struct gfla_joint){10 * i + 1, 100 - i, 0.5 + i / 100.0};
    return points;
}

static int find(enum gfla_joint_set set, const char *name)
{
    for (int i = 0; i < gfla_joint_set_size(set); i++)
        if (strcmp(gfla_joint_name(set, i), name) == 0)
            return i;
    return -1;
}

static void same_joint(const struct gfla_joint *a, const struct gfla_joint *b)
{
    assert_memory_equal(a, b, sizeof *a);
}

static void mean_of(const struct gfla_joint *mean, const struct gfla_joint *a, const struct gfla_joint *b)
{
    assert_float_equal(mean->x, (a->x + b->x) / 2, 1e-12);
    assert_float_equal(mean->y, (a->y + b->y) / 2, 1e-12);
    assert_float_equal(mean->confidence, (a->confidence + b->confidence) / 2, 1e-12);
}

static void sets_are_as_published(void **state)
{
    static const int sizes[GFLA_JOINTS_SETS] = {18, 25, 17, 17, 68};
    for (int set = 0; set < GFLA_JOINTS_SETS; set++)
        assert_int_equal(gfla_joint_set_size(set), sizes[set]);
    assert_string_equal(gfla_joint_set_name(GFLA_JOINTS_COCO_18), "COCO-18");
    assert_string_equal(gfla_joint_name(GFLA_JOINTS_COCO_18, 4), "right wrist");
    assert_string_equal(gfla_joint_name(GFLA_JOINTS_COCO_18, 14), "right eye");
    assert_string_equal(gfla_joint_name(GFLA_JOINTS_BODY_25, 8), "middle hip");
    assert_string_equal(gfla_joint_name(GFLA_JOINTS_COCO_17, 1), "left eye");
    assert_string_equal(gfla_joint_name(GFLA_JOINTS_H36M_17, 8), "thorax");
    assert_string_equal(gfla_joint_name(GFLA_JOINTS_FACE_68, 16), "jaw");
    assert_string_equal(gfla_joint_name(GFLA_JOINTS_FACE_68, 67), "inner lip");
    (void)state;
}

/* Every set has each name once, and joints of one name are one joint in every conversion. */
static void joints_of_one_name_keep_their_place(void **state)
{
    for (int a = 0; a < GFLA_JOINTS_FACE_68; a++)
        for (int b = 0; b < GFLA_JOINTS_FACE_68; b++) {
            struct gfla_keypoints from = person_of(a), to;
            assert_ok(gfla_keypoints_convert(&to, b, &from));
            assert_int_equal(to.set, b);
            assert_int_equal(to.n, gfla_joint_set_size(b));
            for (int i = 0; i < to.n; i++) {
                const char *name = gfla_joint_name(b, i);
                int j = find(a, name);
                assert_int_equal(find(b, name), i);
                if (j >= 0 && strcmp(name, "neck") != 0) /* Human3.6M's is another */
                    same_joint(&to.joint[i], &from.joint[j]);
            }
        }
    (void)state;
}

static void body_25_becomes_coco_18_by_index(void **state)
{
    struct gfla_keypoints from = person_of(GFLA_JOINTS_BODY_25), to;
    assert_ok(gfla_keypoints_convert(&to, GFLA_JOINTS_COCO_18, &from));
    for (int i = 0; i < 18; i++)
        same_joint(&to.joint[i], &from.joint[i < 8 ? i : i + 1]);
    (void)state;
}

static void a_neck_is_between_the_shoulders(void **state)
{
    struct gfla_keypoints from = person_of(GFLA_JOINTS_COCO_17), to;
    assert_ok(gfla_keypoints_convert(&to, GFLA_JOINTS_COCO_18, &from));
    mean_of(&to.joint[1], &from.joint[5], &from.joint[6]);
    from.joint[5].confidence = 0;
    assert_ok(gfla_keypoints_convert(&from, GFLA_JOINTS_COCO_18, &from)); /* in place */
    assert_float_equal(from.joint[1].confidence, 0, 0);
    assert_float_equal(from.joint[5].confidence, 0, 0);
    assert_int_equal(gfla_keypoints_count(&from), 16);
    (void)state;
}

/* A neck that the set has, but the image does not show, is not invented. */
static void a_missing_joint_stays_missing(void **state)
{
    struct gfla_keypoints from = person_of(GFLA_JOINTS_COCO_18), to;
    from.joint[1].confidence = 0;
    assert_ok(gfla_keypoints_convert(&to, GFLA_JOINTS_H36M_17, &from));
    assert_float_equal(to.joint[8].confidence, 0, 0);
    assert_float_equal(to.joint[7].confidence, 0, 0); /* the spine needs it */
    assert_true(to.joint[0].confidence > 0);
    (void)state;
}

static void human36m_is_worked_out_of_coco(void **state)
{
    struct gfla_keypoints from = person_of(GFLA_JOINTS_COCO_17), to, back;
    struct gfla_joint hip, neck;
    assert_ok(gfla_keypoints_convert(&to, GFLA_JOINTS_H36M_17, &from));
    hip = to.joint[0];
    neck = to.joint[8];
    mean_of(&hip, &from.joint[11], &from.joint[12]);
    mean_of(&neck, &from.joint[5], &from.joint[6]);
    mean_of(&to.joint[7], &hip, &neck);
    mean_of(&to.joint[10], &from.joint[1], &from.joint[2]);
    same_joint(&to.joint[9], &from.joint[0]);
    same_joint(&to.joint[3], &from.joint[16]);
    same_joint(&to.joint[13], &from.joint[9]);
    assert_ok(gfla_keypoints_convert(&back, GFLA_JOINTS_COCO_17, &to));
    for (int i = 0; i < 17; i++) {
        if (i >= 1 && i <= 4)
            assert_float_equal(back.joint[i].confidence, 0, 0); /* eyes and ears */
        else
            same_joint(&back.joint[i], &from.joint[i]);
    }
    (void)state;
}

static void nobody_stays_nobody(void **state)
{
    struct gfla_keypoints nobody = {0}, to = person_of(GFLA_JOINTS_COCO_17);
    double left, top, right, bottom;
    assert_ok(gfla_keypoints_convert(&to, GFLA_JOINTS_H36M_17, &nobody));
    assert_int_equal(to.n, 0);
    assert_int_equal(to.set, GFLA_JOINTS_H36M_17);
    assert_false(gfla_keypoints_bounds(&to, &left, &top, &right, &bottom));
    (void)state;
}

static void faces_are_no_bodies(void **state)
{
    struct gfla_keypoints face = person_of(GFLA_JOINTS_FACE_68), body = person_of(GFLA_JOINTS_COCO_18), to;
    assert_fails(gfla_keypoints_convert(&to, GFLA_JOINTS_COCO_18, &face), GFLA_ERROR_USAGE, "face-68");
    assert_fails(gfla_keypoints_convert(&to, GFLA_JOINTS_FACE_68, &body), GFLA_ERROR_USAGE, "hint: give the 68 points");
    assert_ok(gfla_keypoints_convert(&to, GFLA_JOINTS_FACE_68, &face));
    assert_int_equal(to.n, 68);
    (void)state;
}

static void bounds_leave_missing_joints_out(void **state)
{
    struct gfla_keypoints points = {.n = 3, .joint = {{5, 9, 1}, {1000, -1000, 0}, {3, 4, 0.1}}};
    double left, top, right, bottom;
    assert_true(gfla_keypoints_bounds(&points, &left, &top, &right, &bottom));
    assert_float_equal(left, 3, 0);
    assert_float_equal(right, 5, 0);
    assert_float_equal(top, 4, 0);
    assert_float_equal(bottom, 9, 0);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_are_as_published),
        cmocka_unit_test(joints_of_one_name_keep_their_place),
        cmocka_unit_test(body_25_becomes_coco_18_by_index),
        cmocka_unit_test(a_neck_is_between_the_shoulders),
        cmocka_unit_test(a_missing_joint_stays_missing),
        cmocka_unit_test(human36m_is_worked_out_of_coco),
        cmocka_unit_test(nobody_stays_nobody),
        cmocka_unit_test(faces_are_no_bodies),
        cmocka_unit_test(bounds_leave_missing_joints_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
