/* Figures in poses: limbs point where the pose says, bones keep their lengths, feet stand on the ground, motion capture
 * is followed. */
#include "tests/unit/scratch.h"

#include <math.h>

#include "base/text.h"
#include "viewsynth/render/figure/figure_pose.h"
#include "viewsynth/render/figure/figure_source.h"

static struct gfla_figure figure;
static struct gfla_figure_place place[GFLA_FIGURE_MAX_BONES];

static int make(void **state)
{
    struct gfla_figure_maker maker;
    (void)state;
    if (gfla_figure_maker_open(&maker, "blocks", NULL) != GFLA_OK)
        return 1;
    const gfla_status status = gfla_figure_maker_make(&maker, 7, &figure);
    gfla_figure_maker_close(&maker);
    return status;
}

static int unmake(void **state)
{
    (void)state;
    gfla_figure_free(&figure);
    return 0;
}

static struct vector head_of(enum gfla_figure_bone_role role)
{
    const int bone = figure.roles[role];
    return gfla_figure_point(&place[bone], figure.bones[bone].head);
}

static struct vector rest_head_of(enum gfla_figure_bone_role role)
{
    const float *at = figure.bones[figure.roles[role]].head;
    return (struct vector){at[0], at[1], at[2]};
}

static struct vector bone_of(enum gfla_figure_bone_role from, enum gfla_figure_bone_role to)
{
    return vector_difference(head_of(to), head_of(from));
}

static void assert_points(enum gfla_figure_bone_role from, struct vector to)
{
    assert_true(vector_dot(vector_unit(bone_of(from, from + 1)), to) > 1 - 1e-6);
}

static void assert_same_length(enum gfla_figure_bone_role from)
{
    const double rest = vector_length(vector_difference(rest_head_of(from + 1), rest_head_of(from)));
    assert_true(fabs(vector_length(bone_of(from, from + 1)) - rest) < 1e-5);
}

static void limbs_point_where_the_pose_says(void **state)
{
    (void)state;
    for (int i = 0; i < 20 * GFLA_FIGURE_POSE_KINDS; i++) {
        struct gfla_random random = gfla_random_seed(3, (uint64_t)i);
        const struct gfla_figure_pose pose = gfla_figure_pose_draw(i % GFLA_FIGURE_POSE_KINDS, &random);
        gfla_figure_pose_apply(&figure, &pose, place);
        for (int side = 0; side < 2; side++) {
            const enum gfla_figure_bone_role thigh = side == 0 ? GFLA_FIGURE_R_THIGH : GFLA_FIGURE_L_THIGH;
            const enum gfla_figure_bone_role arm = side == 0 ? GFLA_FIGURE_R_UPPER_ARM : GFLA_FIGURE_L_UPPER_ARM;
            assert_points(thigh, pose.legs[side].upper);
            assert_points(thigh + 1, pose.legs[side].lower);
            for (int k = 0; k < 2; k++) {
                assert_same_length(thigh + k);
                assert_same_length(arm + k);
            }
            /* arms may be opened, in one piece, to keep out of the trunk */
            const double bend = vector_dot(pose.arms[side].upper, pose.arms[side].lower);
            assert_true(fabs(vector_dot(vector_unit(bone_of(arm, arm + 1)), vector_unit(bone_of(arm + 1, arm + 2))) -
                             bend) < 1e-5);
            if (pose.arms[side].upper.y > -0.5)
                assert_points(arm, pose.arms[side].upper);
        }
        assert_true(fabs(gfla_figure_lowest(&figure, place)) < 1e-5);
    }
}

static void turns_are_turns(void **state)
{
    (void)state;
    for (int i = 0; i < 64; i++) {
        struct gfla_random random = gfla_random_seed(4, (uint64_t)i);
        const struct gfla_figure_pose pose = gfla_figure_pose_draw(i % GFLA_FIGURE_POSE_KINDS, &random);
        gfla_figure_pose_apply(&figure, &pose, place);
        for (int b = 0; b < figure.n_bones; b++)
            for (int k = 0; k < 9; k++) {
                const float *r = place[b].turn + k / 3 * 3, *s = place[b].turn + k % 3 * 3;
                assert_true(fabsf(r[0] * s[0] + r[1] * s[1] + r[2] * s[2] - (k / 3 == k % 3)) < 1e-5f);
            }
    }
}

static void a_standing_figure_stands(void **state)
{
    (void)state;
    const struct gfla_figure_pose pose = gfla_figure_pose_upright();
    gfla_figure_pose_apply(&figure, &pose, place);
    assert_true(head_of(GFLA_FIGURE_HEAD).y > 1.2 && fabs(head_of(GFLA_FIGURE_HIPS).x) < 1e-6);
    for (int side = 0; side < 2; side++) {
        const double out = side == 0 ? -1 : 1;
        const struct vector hand = head_of(side == 0 ? GFLA_FIGURE_R_HAND : GFLA_FIGURE_L_HAND);
        const struct vector foot = head_of(side == 0 ? GFLA_FIGURE_R_FOOT : GFLA_FIGURE_L_FOOT);
        assert_true(out * hand.x > (double)figure.half_width && hand.y < head_of(GFLA_FIGURE_HIPS).y + 0.1);
        assert_true(out * foot.x > 0.05 && foot.y < 0.15);
    }
    assert_true((double)figure.half_width > 0.1 && (double)figure.half_width < 0.3);
}

static void the_same_seed_gives_the_same_figure(void **state)
{
    struct gfla_figure_maker maker;
    struct gfla_figure again, other;
    (void)state;
    assert_ok(gfla_figure_maker_open(&maker, "blocks", NULL));
    assert_ok(gfla_figure_maker_make(&maker, 7, &again));
    assert_ok(gfla_figure_maker_make(&maker, 8, &other));
    assert_int_equal(again.mesh->n_triangles, figure.mesh->n_triangles);
    assert_memory_equal(again.mesh->corners, figure.mesh->corners,
                        3 * figure.mesh->n_triangles * sizeof *figure.mesh->corners);
    assert_string_equal(again.description.data, figure.description.data);
    assert_string_not_equal(other.description.data, figure.description.data);
    for (size_t i = 0; i < 3 * figure.mesh->n_triangles; i++) {
        const float *w = figure.corner_weights + GFLA_FIGURE_WEIGHTS * i;
        assert_true(fabsf(w[0] + w[1] + w[2] + w[3] - 1) < 1e-6f);
    }
    gfla_figure_free(&again);
    gfla_figure_free(&other);
    gfla_figure_maker_close(&maker);
    assert_fails(gfla_figure_maker_open(&maker, "statues", NULL), GFLA_ERROR_USAGE, "'statues'. hint: ");
}

/* ---- motion ---- */

static void add_limb(struct gfla_text *t, const char *const names[3], const char *first, const char *step)
{
    for (int i = 0; i < 3; i++)
        gfla_text_add(t, "JOINT %s\n{\nOFFSET %s\nCHANNELS 3 Zrotation Xrotation Yrotation\n", names[i],
                      i ? step : first);
    gfla_text_add(t, "End Site\n{\nOFFSET %s\n}\n}\n}\n}\n", step);
}

enum { LEFT_KNEE_X = 6 + 3 + 1, LEFT_ARM_Z = 6 + 3 * 8, N_NUMBERS = 6 + 3 * 14 };

static void add_frame(struct gfla_text *t, double y, double turn, double knee, double arm)
{
    for (int i = 0; i < N_NUMBERS; i++)
        gfla_text_add(t, "%s%g", i ? " " : "",
                      i == 1             ? y
                      : i == 5           ? turn
                      : i == LEFT_KNEE_X ? knee
                      : i == LEFT_ARM_Z  ? arm
                                         : 0);
    gfla_text_add(t, "\n");
}

/* In a T; the left knee bent back by 90 degrees and the left arm up by 60; turned to the left. */
static const char *write_motion(void)
{
    static const char *const legs[2][3] = {{"LeftUpLeg", "LeftLeg", "LeftFoot"},
                                           {"RightUpLeg", "RightLeg", "RightFoot"}};
    static const char *const arms[2][3] = {{"LeftArm", "LeftForeArm", "LeftHand"},
                                           {"RightArm", "RightForeArm", "RightHand"}};
    struct gfla_text t = {0};
    const char *path = scratch("person.bvh");
    gfla_text_add(&t, "HIERARCHY\nROOT Hips\n{\nOFFSET 0 0 0\nCHANNELS 6 Xposition Yposition Zposition Zrotation "
                      "Xrotation Yrotation\n");
    add_limb(&t, legs[0], "1 0 0", "0 -5 0");
    add_limb(&t, legs[1], "-1 0 0", "0 -5 0");
    gfla_text_add(
        &t, "JOINT Spine\n{\nOFFSET 0 3 0\nCHANNELS 3 Zrotation Xrotation Yrotation\nJOINT Head\n{\nOFFSET 0 4 0\n"
            "CHANNELS 3 Zrotation Xrotation Yrotation\nEnd Site\n{\nOFFSET 0 2.4 0\n}\n}\n");
    add_limb(&t, arms[0], "1.5 3 0", "3 0 0");
    add_limb(&t, arms[1], "-1.5 3 0", "-3 0 0");
    gfla_text_add(&t, "}\n}\nMOTION\nFrames: 3\nFrame Time: 0.04\n");
    add_frame(&t, 10, 0, 0, 0);
    add_frame(&t, 10, 0, 90, 60);
    add_frame(&t, 12, 90, 0, 0);
    assert_ok(gfla_file_write(path, t.data, t.size));
    gfla_text_free(&t);
    return path;
}

static void assert_near(struct vector a, double x, double y, double z)
{
    if (vector_length(vector_difference(a, (struct vector){x, y, z})) > 1e-3)
        fail_msg("(%g, %g, %g) instead of (%g, %g, %g)", a.x, a.y, a.z, x, y, z);
}

static void motion_is_followed(void **state)
{
    gfla_motion *motion;
    struct gfla_figure_pose pose;
    (void)state;
    assert_ok(gfla_motion_open(&motion, write_motion(), NULL));
    assert_ok(gfla_figure_pose_of_motion(motion, 0, &pose));
    assert_near(pose.arms[0].upper, -1, 0, 0);
    assert_near(pose.arms[1].lower, 1, 0, 0);
    assert_near(pose.legs[0].upper, 0, -1, 0);
    assert_near(pose.legs[1].pole, 0, 0, 1);
    assert_near(turn_apply(pose.head, (struct vector){0, 0, 1}), 0, 0, 1);
    assert_near(turn_apply(pose.chest, (struct vector){0, 1, 0}), 0, 1, 0);
    assert_true(fabs(pose.shares[1] - 1) < 1e-6);
    assert_ok(gfla_figure_pose_of_motion(motion, 1, &pose));
    assert_near(pose.legs[1].lower, 0, 0, -1);
    assert_near(pose.legs[1].pole, 0, 0, 1);
    assert_near(pose.arms[1].upper, 0.5, sqrt(0.75), 0);
    gfla_figure_pose_apply(&figure, &pose, place);
    assert_points(GFLA_FIGURE_L_SHIN, (struct vector){0, 0, -1});
    assert_points(GFLA_FIGURE_L_UPPER_ARM, (struct vector){0.5, sqrt(0.75), 0});
    assert_ok(gfla_figure_pose_of_motion(motion, 2, &pose));
    assert_near(turn_apply(pose.head, (struct vector){0, 0, 1}), 1, 0, 0);
    assert_near(pose.arms[1].upper, 0, 0, -1);
    assert_true(fabs(pose.shares[1] - 1.2) < 1e-6);
    pose.has_place = true;
    gfla_figure_pose_apply(&figure, &pose, place);
    const double leg = vector_length(bone_of(GFLA_FIGURE_L_THIGH, GFLA_FIGURE_L_SHIN)) +
                       vector_length(bone_of(GFLA_FIGURE_L_SHIN, GFLA_FIGURE_L_FOOT));
    assert_true(fabs(head_of(GFLA_FIGURE_HIPS).y - 1.2 * leg) < 1e-5);
    assert_fails(gfla_figure_pose_of_motion(motion, 3, &pose), GFLA_ERROR_USAGE, "there are 3");
    gfla_motion_destroy(&motion);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(limbs_point_where_the_pose_says, make, unmake),
        cmocka_unit_test_setup_teardown(turns_are_turns, make, unmake),
        cmocka_unit_test_setup_teardown(a_standing_figure_stands, make, unmake),
        cmocka_unit_test_setup_teardown(the_same_seed_gives_the_same_figure, make, unmake),
        cmocka_unit_test_setup_teardown(motion_is_followed, make, unmake),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
