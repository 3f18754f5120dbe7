/* Motion capture as key points: a small BVH whose joints are worked out by hand, names of joints, the camera, and what
 * is refused. */
#include "tests/unit/scratch.h"

#include <math.h>

#include "base/text.h"
#include "viewsynth/render/motion.h"
#include "viewsynth/render/motion_rig.h"

#define assert_near(a, b, most) assert_true(fabs((a) - (b)) <= (most))

static gfla_motion *motion;
static struct gfla_keypoints points;

struct names {
    const char *hip, *knee, *ankle, *shoulder, *elbow, *wrist;
};
static const struct names mixamo = {"UpLeg", "Leg", "Foot", "Arm", "ForeArm", "Hand"};
static const struct names biovision = {"Hip", "Knee", "Ankle", "Shoulder", "Elbow", "Wrist"};

#define TURNS "CHANNELS 3 Zrotation Xrotation Yrotation\n"

/* Three joints, one after the other, with a step between them. */
static void add_limb(struct gfla_text *t, const char *side, const char *const names[3], const char *first,
                     const char *step)
{
    for (int i = 0; i < 3; i++)
        gfla_text_add(t, "JOINT %s%s\n{\nOFFSET %s\n" TURNS, side, names[i], i ? step : first);
    gfla_text_add(t, "End Site\n{\nOFFSET %s\n}\n}\n}\n}\n", step);
}

/* A person of height 19.4 in a T, hips at 0, arms 6 and legs 10 long, head 2.4, left at +x, looking along +z. */
static void add_skeleton(struct gfla_text *t, const struct names *n)
{
    const char *const leg[3] = {n->hip, n->knee, n->ankle}, *const arm[3] = {n->shoulder, n->elbow, n->wrist};
    gfla_text_add(t, "HIERARCHY\nROOT Hips\n{\nOFFSET 0 0 0\nCHANNELS 6 Xposition Yposition Zposition Zrotation "
                     "Xrotation Yrotation\n");
    add_limb(t, "Left", leg, "1 0 0", "0 -5 0");
    add_limb(t, "Right", leg, "-1 0 0", "0 -5 0");
    gfla_text_add(t, "JOINT Spine\n{\nOFFSET 0 3 0\n" TURNS "JOINT Head\n{\nOFFSET 0 4 0\n" TURNS
                     "End Site\n{\nOFFSET 0 2.4 0\n}\n}\n");
    add_limb(t, "Left", arm, "1.5 3 0", "3 0 0");
    add_limb(t, "Right", arm, "-1.5 3 0", "-3 0 0");
    gfla_text_add(t, "}\n}\nMOTION\n");
}

/* Numbers of a frame: the root's 6, 3 for each of the joints in the order of the file. */
enum { LEFT_ELBOW_Z = 6 + 3 * (6 + 2 + 1), N_NUMBERS = 6 + 3 * (6 + 2 + 6) };

static void add_frame(struct gfla_text *t, double x, double z_turn, double x_turn, double y_turn, double elbow)
{
    for (int i = 0; i < N_NUMBERS; i++)
        gfla_text_add(t, "%s%g", i ? " " : "",
                      i == 0              ? x
                      : i == 1            ? 10
                      : i == 3            ? z_turn
                      : i == 4            ? x_turn
                      : i == 5            ? y_turn
                      : i == LEFT_ELBOW_Z ? elbow
                                          : 0);
    gfla_text_add(t, "\n");
}

static const char *write_text(const char *name, struct gfla_text *t)
{
    const char *path = scratch(name);
    assert_ok(gfla_file_write(path, t->data, t->size));
    gfla_text_free(t);
    return path;
}

/* In the T; turned to the left; the left forearm upwards; turned about two axes. */
static const char *write_person(const struct names *names)
{
    struct gfla_text t = {0};
    add_skeleton(&t, names);
    gfla_text_add(&t, "Frames: 4\nFrame Time: 0.04\n");
    add_frame(&t, 0, 0, 0, 0, 0);
    add_frame(&t, 0, 0, 0, 90, 0);
    add_frame(&t, 0, 0, 0, 0, 90);
    add_frame(&t, 0, 0, 90, 90, 0);
    return write_text("person.bvh", &t);
}

/* The image of 256 pixels shows heights 0 .. 19.4 between borders of a tenth. */
#define SCALE (256 * 0.8 / 19.4)

static void check_at(int joint, double x, double y)
{
    assert_near(points.joint[joint].confidence, 1, 0);
    assert_near(points.joint[joint].x, 127.5 + SCALE * x, 2e-3);
    assert_near(points.joint[joint].y, 127.5 - SCALE * (y - 9.7), 2e-3);
}

static void take(size_t i)
{
    assert_ok(gfla_motion_pose(motion, i, &points));
}

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

static void byte_order_marks_are_skipped(void **state)
{
    struct gfla_text t = {0};
    gfla_text_add(&t, "\xef\xbb\xbf");
    add_skeleton(&t, &mixamo);
    gfla_text_add(&t, "Frames: 1\nFrame Time: 0.04\n");
    add_frame(&t, 0, 0, 0, 0, 0);
    assert_ok(gfla_motion_open(&motion, write_text("marked.bvh", &t), NULL));
    take(0);
    check_at(1, 0, 16);
    gfla_motion_destroy(&motion);
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

static void names_are_taken_apart(void **state)
{
    static const struct {
        const char *name;
        char side;
        const char *word;
    } cases[] = {
        {"mixamorig:LeftUpLeg", 'L', "upleg"},
        {"mixamorig_RightForeArm", 'R', "forearm"},
        {"LHipJoint", 'L', "hipjoint"},
        {"Hips", 0, "hips"},
        {"lShldr", 'L', "shldr"},
        {"Bip01 R UpperArm", 'R', "upperarm"},
        {"Bip001 L Thigh", 'L', "thigh"},
        {"thigh_l", 'L', "thigh"},
        {"DEF-upper_arm.R", 'R', "upperarm"},
        {"J_Bip_L_LowerLeg", 'L', "lowerleg"},
        {"L_Hip", 'L', "hip"},
        {"upperarm_twist_01_l", 'L', "upperarmtwist01"},
        {"leftfoot", 'L', "foot"},
        {"HeadTop_End", 0, "headtopend"},
        {"Spine1", 0, "spine1"},
        {"", 0, ""},
        {"\xc3\xa9:", 0, ""},
        {"RightLeg", 'R', "leg"},
        {"J_Bip_C_Head", 0, "head"},
        {"Head_M", 0, "head"},
        {"LUArm", 'L', "uarm"},
        {"RFOOT", 'R', "foot"},
        {"lthigh", 'L', "thigh"},
        {"lf_hand", 'L', "hand"},
        {"lowerarm_r", 'R', "lowerarm"},
        {"Character1_LeftUpLeg", 'L', "character1upleg"},
        {"l_upleg_JNT", 'L', "uplegjnt"},
        {"spine.006", 0, "spine006"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char word[64];
        assert_int_equal(gfla_rig_side(cases[i].name, word), cases[i].side);
        assert_string_equal(word, cases[i].word);
    }
    (void)state;
}

/* ---- schemes of names ---- */

/* Hip, knee, ankle, shoulder, elbow, wrist with %c or %s for the side; the collar bone; head. */
static const struct {
    const char *program, *sides[2], *words[6], *collar, *head;
} schemes[] = {
    {"Mixamo",
     {"Left", "Right"},
     {"mixamorig:%sUpLeg", "mixamorig:%sLeg", "mixamorig:%sFoot", "mixamorig:%sArm", "mixamorig:%sForeArm",
      "mixamorig:%sHand"},
     "mixamorig:%sShoulder",
     "mixamorig:Head"},
    {"VRM",
     {"L", "R"},
     {"J_Bip_%s_UpperLeg", "J_Bip_%s_LowerLeg", "J_Bip_%s_Foot", "J_Bip_%s_UpperArm", "J_Bip_%s_LowerArm",
      "J_Bip_%s_Hand"},
     "J_Bip_%s_Shoulder",
     "J_Bip_C_Head"},
    {"Rigify",
     {"L", "R"},
     {"thigh.%s", "shin.%s", "foot.%s", "upper_arm.%s", "forearm.%s", "hand.%s"},
     "shoulder.%s",
     "spine.006"},
    {"HumanIK",
     {"Left", "Right"},
     {"Character1_%sUpLeg", "Character1_%sLeg", "Character1_%sFoot", "Character1_%sArm", "Character1_%sForeArm",
      "Character1_%sHand"},
     "Character1_%sShoulder",
     "Character1_Head"},
    {"DeepMotion",
     {"l", "r"},
     {"%s_upleg_JNT", "%s_leg_JNT", "%s_foot_JNT", "%s_arm_JNT", "%s_forearm_JNT", "%s_hand_JNT"},
     "%s_shoulder_JNT",
     "head_JNT"},
    {"Daz",
     {"l", "r"},
     {"%sThighBend", "%sShin", "%sFoot", "%sShldrBend", "%sForearmBend", "%sHand"},
     "%sCollar",
     "head"},
    {"Reallusion",
     {"L", "R"},
     {"CC_Base_%s_Thigh", "CC_Base_%s_Calf", "CC_Base_%s_Foot", "CC_Base_%s_Upperarm", "CC_Base_%s_Forearm",
      "CC_Base_%s_Hand"},
     "CC_Base_%s_Clavicle",
     "CC_Base_Head"},
    {"CMU", {"Left", "Right"}, {"%sUpLeg", "%sLeg", "%sFoot", "%sArm", "%sForeArm", "%sHand"}, "%sShoulder", "Head"},
    {"Biped",
     {"L", "R"},
     {"Bip01 %s Thigh", "Bip01 %s Calf", "Bip01 %s Foot", "Bip01 %s UpperArm", "Bip01 %s Forearm", "Bip01 %s Hand"},
     "Bip01 %s Clavicle",
     "Bip01 Head"},
    {"Unreal",
     {"l", "r"},
     {"thigh_%s", "calf_%s", "foot_%s", "upperarm_%s", "lowerarm_%s", "hand_%s"},
     "clavicle_%s",
     "head"},
    {"SMPL",
     {"L", "R"},
     {"m_avg_%s_Hip", "m_avg_%s_Knee", "m_avg_%s_Ankle", "m_avg_%s_Shoulder", "m_avg_%s_Elbow", "m_avg_%s_Wrist"},
     "m_avg_%s_Collar",
     "m_avg_Head"},
    {"OptiTrack",
     {"L", "R"},
     {"Skeleton_001_%sThigh", "Skeleton_001_%sShin", "Skeleton_001_%sFoot", "Skeleton_001_%sUArm",
      "Skeleton_001_%sFArm", "Skeleton_001_%sHand"},
     "Skeleton_001_%sShoulder",
     "Skeleton_001_Head"},
    {"Advanced Skeleton",
     {"L", "R"},
     {"Hip_%s", "Knee_%s", "Ankle_%s", "Shoulder_%s", "Elbow_%s", "Wrist_%s"},
     "Scapula_%s",
     "Head_M"},
    {"Maya",
     {"left", "right"},
     {"rig|%s_hip_jnt", "rig|%s_knee_jnt", "rig|%s_ankle_jnt", "rig|%s_shoulder_jnt", "rig|%s_elbow_jnt",
      "rig|%s_wrist_jnt"},
     "rig|%s_clavicle_jnt",
     "rig|head_jnt"},
    {"capitals", {"L", "R"}, {"%sTHIGH", "%sSHIN", "%sFOOT", "%sUPPERARM", "%sFOREARM", "%sHAND"}, "%sCOLLAR", "HEAD"},
    {"no name but a neck's", /* a head that no table has */
     {"Left", "Right"},
     {"%sUpLeg", "%sLeg", "%sFoot", "%sArm", "%sForeArm", "%sHand"},
     "%sShoulder",
     "Skull"},
};

static void add_joint(struct gfla_text *t, const char *name, const char *side, const char *offset)
{
    char text[64];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, name, side);
#pragma GCC diagnostic pop
    gfla_text_add(t, "JOINT %s\n{\nOFFSET %s\n" TURNS, text, offset);
}

static const char *write_scheme(size_t scheme)
{
    struct gfla_text t = {0};
    gfla_text_add(&t, "HIERARCHY\nROOT root\n{\nOFFSET 0 0 0\nCHANNELS 6 Xposition Yposition Zposition Zrotation "
                      "Xrotation Yrotation\n");
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < 3; i++) {
            add_joint(&t, schemes[scheme].words[i], schemes[scheme].sides[k], i ? "0 -5 0" : k ? "-1 0 0" : "1 0 0");
            if (i == 2)
                gfla_text_add(&t, "End Site\n{\nOFFSET 0 -1 0\n}\n}\n}\n}\n");
        }
    add_joint(&t, "back", "", "0 6 0");
    for (int k = 0; k < 2; k++) {
        add_joint(&t, schemes[scheme].collar, schemes[scheme].sides[k], k ? "-0.5 0 0" : "0.5 0 0");
        for (int i = 3; i < 6; i++)
            add_joint(&t, schemes[scheme].words[i], schemes[scheme].sides[k],
                      i > 3 ? (k ? "-3 0 0" : "3 0 0") : (k ? "-1 0 0" : "1 0 0"));
        gfla_text_add(&t, "End Site\n{\nOFFSET 0 1 0\n}\n}\n}\n}\n}\n");
    }
    add_joint(&t, "neck", "", "0 0.5 0");
    add_joint(&t, schemes[scheme].head, "", "0 0.5 0");
    gfla_text_add(&t, "End Site\n{\nOFFSET 0 3 0\n}\n}\n}\n}\n}\nMOTION\nFrames: 1\nFrame Time: 0.04\n");
    for (int i = 0; i < 6 + 3 * (6 + 1 + 8 + 2); i++)
        gfla_text_add(&t, "0 ");
    gfla_text_add(&t, "\n");
    return write_text("scheme.bvh", &t);
}

/* Whatever the joints are called, they and the face are in the same places. */
static void schemes_of_names_are_known(void **state)
{
    struct gfla_keypoints first = {0};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (gfla_motion_open(&motion, write_scheme(i), NULL) != GFLA_OK)
            fail_msg("%s: %s", schemes[i].program, gfla_error_message());
        take(0);
        if (i == 0)
            first = points;
        if (gfla_keypoints_count(&points) != 18 || memcmp(&first, &points, sizeof first) != 0)
            fail_msg("%s: %d joints, or elsewhere", schemes[i].program, gfla_keypoints_count(&points));
        gfla_motion_destroy(&motion);
    }
    (void)state;
}

static void refuses(const char *path, const struct gfla_motion_params *params, gfla_status code, const char *message)
{
    motion = (gfla_motion *)1;
    assert_fails(gfla_motion_open(&motion, path, params), code, message);
    assert_null(motion);
}

/* ---- files as programs write them ---- */

/* The person, with one text of its file replaced by another, everywhere. */
static const char *write_changed(const char *from, const char *to)
{
    struct gfla_text t = {0}, changed = {0};
    add_skeleton(&t, &mixamo);
    gfla_text_add(&t, "Frames: 2\nFrame Time: 0.04\n");
    add_frame(&t, 0, 0, 0, 0, 0);
    add_frame(&t, 0, 0, 0, 0, 0);
    const char *at = t.data;
    assert_non_null(strstr(at, from));
    for (const char *next; (next = strstr(at, from)); at = next + strlen(from))
        gfla_text_add(&changed, "%.*s%s", (int)(next - at), at, to);
    gfla_text_add(&changed, "%s", at);
    gfla_text_free(&t);
    return write_text("changed.bvh", &changed);
}

static void loose_files_are_read(void **state)
{
    static const char *const changes[][2] = {
        {"JOINT ", "JOINT Bip01 "},
        {"JOINT ", "joint\t"},
        {"ROOT", "Root"},
        {"End Site", "END SITE"},
        {"End Site", "End Site nub 1"},
        {"\n", "\r\n"},
        {"\n{\n", " {\n"},
        {"{\nOFFSET", "{ OFFSET"},
        {"Frames: 2", "Frames:2"},
        {"Frames: 2", "frames\t: 2"},
        {"Frame Time: 0.04", "Frame Time:0.04"},
        {"Frame Time: 0.04", "FRAME TIME:\t0.04 "},
        {"MOTION", "Motion"},
        {"Xposition", "XPOSITION"},
        {"Zrotation", "zrotation"},
        {"Frame Time: 0.04", "Frame Time: 0"}, /* 25 a second */
        {"Frame Time: 0.04", "Frame Time: -0.04"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        if (gfla_motion_open(&motion, write_changed(changes[i][0], changes[i][1]), NULL) != GFLA_OK)
            fail_msg("%s: %s", changes[i][1], gfla_error_message());
        assert_int_equal(gfla_motion_count(motion), 2);
        assert_near(gfla_motion_fps(motion), 25, 1e-3);
        take(1);
        assert_int_equal(gfla_keypoints_count(&points), 18);
        check_at(7, 7.5, 16);
        gfla_motion_destroy(&motion);
    }
    refuses(write_changed("Frames: 2", "Frames: 0"), NULL, GFLA_ERROR_INPUT, "no motion in it: Frames: 0. hint");
    refuses(write_changed("Frames: 2", "Frames: -1"), NULL, GFLA_ERROR_INPUT, "no motion in it: Frames: -1. hint");
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
        cmocka_unit_test(joints_are_where_they_should_be),
        cmocka_unit_test(turns_are_made_in_the_order_of_the_file),
        cmocka_unit_test(human36m_has_all_joints),
        cmocka_unit_test(other_sets_are_converted),
        cmocka_unit_test(the_camera_goes_round),
        cmocka_unit_test(time_is_interpolated),
        cmocka_unit_test(images_fit_the_whole_motion),
        cmocka_unit_test(a_world_with_z_up_is_noticed),
        cmocka_unit_test(names_are_taken_apart),
        cmocka_unit_test(wrong_motion_is_refused),
        cmocka_unit_test(wrong_params_are_refused),
        cmocka_unit_test(schemes_of_names_are_known),
        cmocka_unit_test(loose_files_are_read),
        cmocka_unit_test(byte_order_marks_are_skipped),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
