/* motion_files.h - a person as motion capture, whose joints are worked out by hand. */
#ifndef GFLA_TESTS_UNIT_MOTION_FILES_H
#define GFLA_TESTS_UNIT_MOTION_FILES_H

#include "tests/unit/scratch.h"

#include <math.h>

#include "base/text.h"
#include "viewsynth/render/motion.h"

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
static inline void add_limb(struct gfla_text *t, const char *side, const char *const names[3], const char *first,
                            const char *step)
{
    for (int i = 0; i < 3; i++)
        gfla_text_add(t, "JOINT %s%s\n{\nOFFSET %s\n" TURNS, side, names[i], i ? step : first);
    gfla_text_add(t, "End Site\n{\nOFFSET %s\n}\n}\n}\n}\n", step);
}

/* A person of height 19.4 in a T, hips at 0, arms 6 and legs 10 long, head 2.4, left at +x, looking along +z. */
static inline void add_skeleton(struct gfla_text *t, const struct names *n)
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

static inline void add_frame(struct gfla_text *t, double x, double z_turn, double x_turn, double y_turn, double elbow)
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

static inline const char *write_text(const char *name, struct gfla_text *t)
{
    const char *path = scratch(name);
    assert_ok(gfla_file_write(path, t->data, t->size));
    gfla_text_free(t);
    return path;
}

/* In the T; turned to the left; the left forearm upwards; turned about two axes. */
static inline const char *write_person(const struct names *names)
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

static inline void check_at(int joint, double x, double y)
{
    assert_near(points.joint[joint].confidence, 1, 0);
    assert_near(points.joint[joint].x, 127.5 + SCALE * x, 2e-3);
    assert_near(points.joint[joint].y, 127.5 - SCALE * (y - 9.7), 2e-3);
}

static inline void take(size_t i)
{
    assert_ok(gfla_motion_pose(motion, i, &points));
}

static inline void refuses(const char *path, const struct gfla_motion_params *params, gfla_status code,
                           const char *message)
{
    motion = (gfla_motion *)1;
    assert_fails(gfla_motion_open(&motion, path, params), code, message);
    assert_null(motion);
}

#endif
