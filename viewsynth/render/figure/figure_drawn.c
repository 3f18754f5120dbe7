/* Poses without a motion file: kinds of poses as angles of joints, changed at random within what joints allow. */
#include <stdbool.h>

#include "viewsynth/render/figure/figure_pose.h"

#define PI 3.14159265358979323846
#define RADIANS (PI / 180.0)

/* Degrees. Trunk: bent forwards, to its left, turned to its left; head likewise against the chest. Arms and legs begin
 * where they hang: out from the body, forwards, rolled inwards about themselves, and how far elbow or knee bend. */
enum angle {
    LEAN,
    SIDE,
    TWIST,
    NOD,
    TILT,
    LOOK,
    R_ARM_OUT,
    R_ARM_FRONT,
    R_ARM_ROLL,
    R_ELBOW,
    L_ARM_OUT,
    L_ARM_FRONT,
    L_ARM_ROLL,
    L_ELBOW,
    R_LEG_OUT,
    R_LEG_FRONT,
    R_LEG_ROLL,
    R_KNEE,
    L_LEG_OUT,
    L_LEG_FRONT,
    L_LEG_ROLL,
    L_KNEE,
    ANGLES
};

struct kind {
    const char *name;
    float change; /* how much of `changes` */
    float angles[ANGLES];
};

/* Standard deviations. */
static const float changes[ANGLES] = {4, 3, 8, 7, 4, 16, 7, 12, 14, 16, 7, 12, 14, 16, 4, 5, 6, 6, 4, 5, 6, 6};
static const float limits[ANGLES][2] = {
    {-20, 60}, {-25, 25}, {-40, 40}, {-35, 40},  {-25, 25}, {-65, 65}, {3, 172}, {-45, 165},
    {-95, 95}, {4, 142},  {3, 172},  {-45, 165}, {-95, 95}, {4, 142},  {-6, 60}, {-28, 110},
    {-40, 25}, {2, 125},  {-6, 60},  {-28, 110}, {-40, 25}, {2, 125},
};

static const struct kind kinds[GFLA_FIGURE_POSE_KINDS] = {
    {"stand", 1, {2, 0, 0, 4, 0, 0, 10, 4, 10, 16, 10, 4, 10, 16, 4, 2, -8, 5, 4, 2, -8, 5}},
    {"weight on a leg", 1, {1, 5, 4, 2, -4, 6, 12, 2, 10, 22, 10, 6, 10, 14, 5, 0, -8, 3, 9, 16, -14, 28}},
    {"hand on the hip", 0.6f, {1, -3, 4, 2, 2, 8, 42, -22, 70, 92, 9, 4, 10, 14, 6, 0, -8, 4, 7, 8, -12, 14}},
    {"hands on the hips", 0.6f, {1, 0, 0, 2, 0, 0, 44, -20, 68, 94, 44, -20, 68, 94, 8, 0, -10, 4, 8, 2, -10, 6}},
    {"arms crossed", 0.4f, {3, 0, 0, 4, 0, 0, 14, 34, 72, 100, 14, 30, 66, 96, 5, 0, -8, 4, 6, 6, -10, 10}},
    {"wave", 1, {0, 3, 0, 2, 4, 4, 96, 12, -84, 92, 10, 4, 10, 16, 5, 0, -8, 4, 5, 4, -8, 8}},
    {"arms up", 1, {-4, 0, 0, -8, 0, 0, 146, 10, -50, 34, 146, 10, -50, 34, 7, 0, -8, 5, 7, 0, -8, 5}},
    {"hands in pockets", 0.5f, {2, 0, 0, 8, 0, 6, 18, -14, 40, 44, 18, -14, 40, 44, 4, 0, -8, 4, 6, 8, -12, 14}},
    {"walk", 0.6f, {3, 0, 0, 2, 0, 0, 8, 0, 8, 22, 8, 0, 8, 22, 2, 0, -6, 6, 2, 0, -6, 6}},
    {"run", 0.6f, {14, 0, 0, -4, 0, 0, 14, 0, 14, 88, 14, 0, 14, 88, 2, 0, -4, 20, 2, 0, -4, 20}},
    {"sit", 0.7f, {8, 0, 0, 4, 0, 0, 14, 34, 18, 46, 14, 34, 18, 46, 10, 82, -6, 88, 10, 82, -6, 88}},
    {"lunge", 0.8f, {10, 0, 6, 2, 0, 4, 20, -16, 8, 30, 20, 36, 8, 44, 5, 62, -6, 72, 5, -24, -6, 30}},
    {"dance", 1.3f, {4, 8, 14, 0, -6, 12, 118, 10, -40, 50, 68, 20, -20, 46, 14, 10, -18, 26, 24, 4, -22, 18}},
    {"leap", 1, {6, 0, 8, -6, 0, 6, 100, 20, -30, 30, 60, -10, 0, 40, 12, 76, -8, 84, 14, -22, -12, 60}},
    {"point", 0.8f, {4, 0, 8, 2, 0, -10, 14, 84, 0, 10, 12, 2, 10, 20, 6, 4, -10, 6, 6, -4, -10, 8}},
    {"hand at the head", 0.7f, {3, 3, 0, 10, -8, -6, 34, 58, 30, 132, 10, 4, 12, 18, 5, 0, -8, 4, 6, 8, -10, 14}},
};

const char *gfla_figure_pose_kind_name(int kind)
{
    return kinds[kind].name;
}

/* ---- angles to directions ---- */

static struct turn about_x(double degrees)
{
    return turn_about((struct vector){1, 0, 0}, degrees * RADIANS);
}

static struct turn about_y(double degrees)
{
    return turn_about((struct vector){0, 1, 0}, degrees * RADIANS);
}

static struct turn about_z(double degrees)
{
    return turn_about((struct vector){0, 0, 1}, degrees * RADIANS);
}

/* out, front, roll, bend; `bends` is 1 of elbows, -1 of knees, `side` -1 right, 1 left. */
static struct gfla_figure_limb limb_of(const float a[4], struct turn trunk, double side, double bends)
{
    const struct turn t =
        turn_after(trunk, turn_after(about_x(-a[1]), turn_after(about_z(side * a[0]), about_y(-side * a[2]))));
    struct gfla_figure_limb limb = {.upper = turn_apply(t, (struct vector){0, -1, 0}),
                                    .pole = turn_apply(t, (struct vector){0, 0, 1})};
    limb.lower =
        vector_sum(vector_times(limb.upper, cos(a[3] * RADIANS)), vector_times(limb.pole, bends * sin(a[3] * RADIANS)));
    return limb;
}

static struct turn trunk_of(const float a[3])
{
    return turn_after(about_y(a[2]), turn_after(about_x(a[0]), about_z(-a[1])));
}

static struct gfla_figure_pose pose_of(const float a[ANGLES])
{
    struct gfla_figure_pose pose = {.chest = trunk_of(a + LEAN)};
    pose.hips = turn_between_turns(TURN_NONE, pose.chest, 0.3);
    pose.head = turn_after(pose.chest, trunk_of(a + NOD));
    for (int side = 0; side < 2; side++) {
        pose.arms[side] = limb_of(a + (side == 0 ? R_ARM_OUT : L_ARM_OUT), pose.chest, side == 0 ? -1 : 1, 1);
        pose.legs[side] = limb_of(a + (side == 0 ? R_LEG_OUT : L_LEG_OUT), TURN_NONE, side == 0 ? -1 : 1, -1);
    }
    return pose;
}

struct gfla_figure_pose gfla_figure_pose_upright(void)
{
    const float hanging[ANGLES] = {
        [R_ARM_OUT] = 8, [R_ELBOW] = 8, [L_ARM_OUT] = 8, [L_ELBOW] = 8, [R_LEG_OUT] = 2, [L_LEG_OUT] = 2};
    return pose_of(hanging);
}

/* ---- at random ---- */

static void mirror(float a[ANGLES])
{
    static const enum angle turned[] = {SIDE, TWIST, TILT, LOOK};
    for (int i = 0; i < 4; i++)
        a[turned[i]] = -a[turned[i]];
    for (int i = 0; i < 4; i++) {
        const float arm = a[R_ARM_OUT + i], leg = a[R_LEG_OUT + i];
        a[R_ARM_OUT + i] = a[L_ARM_OUT + i];
        a[R_LEG_OUT + i] = a[L_LEG_OUT + i];
        a[L_ARM_OUT + i] = arm;
        a[L_LEG_OUT + i] = leg;
    }
}

/* Adds a moment of walking or running: legs swing against each other and against the arms; a knee bends while its leg
 * comes forward. */
static void add_step(float a[ANGLES], double phase, double leg, double knee, double arm)
{
    const double t = 2 * PI * phase;
    for (int side = 0; side < 2; side++) {
        const double swing = side == 0 ? sin(t) : -sin(t), comes = side == 0 ? cos(t) : -cos(t);
        a[side == 0 ? R_LEG_FRONT : L_LEG_FRONT] += (float)(leg * (swing + 0.1));
        a[side == 0 ? R_KNEE : L_KNEE] += (float)(knee * fmax(0, comes * 0.8 + 0.2 * swing));
        a[side == 0 ? R_ARM_FRONT : L_ARM_FRONT] -= (float)(arm * swing);
    }
    a[TWIST] += (float)(0.25 * leg * sin(t));
}

static void change(float a[ANGLES], float much, struct gfla_random *random)
{
    for (int i = 0; i < ANGLES; i++) {
        const float by = fminf(fmaxf(gfla_random_normal(random), -2), 2);
        a[i] = fminf(fmaxf(a[i] + much * changes[i] * by, limits[i][0]), limits[i][1]);
    }
}

struct gfla_figure_pose gfla_figure_pose_draw(int kind, struct gfla_random *random)
{
    float a[ANGLES];
    for (int i = 0; i < ANGLES; i++)
        a[i] = kinds[kind].angles[i];
    const double phase = (double)gfla_random_uniform(random, 0, 1);
    if (kind == 8)
        add_step(a, phase, 24, 48, 22);
    if (kind == 9)
        add_step(a, phase, 44, 80, 42);
    if (gfla_random_below(random, 2))
        mirror(a);
    change(a, kinds[kind].change, random);
    return pose_of(a);
}

struct gfla_figure_pose gfla_figure_pose_walk(double phase, double stride)
{
    float a[ANGLES];
    for (int i = 0; i < ANGLES; i++)
        a[i] = kinds[8].angles[i];
    add_step(a, phase, 12 + 16 * stride, 30 + 24 * stride, 10 + 16 * stride);
    return pose_of(a);
}

static struct vector direction_between(struct vector a, struct vector b, double part)
{
    struct vector axis;
    const double angle = turn_angle(turn_between(a, b), &axis);
    return turn_apply(turn_about(axis, part * angle), a);
}

static struct gfla_figure_limb limb_between(const struct gfla_figure_limb *a, const struct gfla_figure_limb *b,
                                            double part)
{
    struct gfla_figure_limb limb = {direction_between(a->upper, b->upper, part),
                                    direction_between(a->lower, b->lower, part), a->pole};
    const struct vector pole = vector_beside(direction_between(a->pole, b->pole, part), limb.upper);
    limb.pole = vector_length(pole) > 1e-3 ? vector_unit(pole) : vector_any_beside(limb.upper);
    return limb;
}

struct gfla_figure_pose gfla_figure_pose_between(const struct gfla_figure_pose *a, const struct gfla_figure_pose *b,
                                                 double part)
{
    struct gfla_figure_pose pose = {.hips = turn_between_turns(a->hips, b->hips, part),
                                    .chest = turn_between_turns(a->chest, b->chest, part),
                                    .head = turn_between_turns(a->head, b->head, part)};
    for (int side = 0; side < 2; side++) {
        pose.arms[side] = limb_between(&a->arms[side], &b->arms[side], part);
        pose.legs[side] = limb_between(&a->legs[side], &b->legs[side], part);
    }
    return pose;
}
