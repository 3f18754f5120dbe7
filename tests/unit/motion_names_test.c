/* Motion capture as programs write it: names of joints, loose BVH, byte order marks. */
#include "motion_files.h"

#include "viewsynth/render/motion_rig.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_taken_apart),
        cmocka_unit_test(schemes_of_names_are_known),
        cmocka_unit_test(loose_files_are_read),
        cmocka_unit_test(byte_order_marks_are_skipped),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
