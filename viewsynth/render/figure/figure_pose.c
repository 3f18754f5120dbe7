#include "viewsynth/render/figure/figure_pose.h"

#include <stdbool.h>

#define RADIANS (3.14159265358979323846 / 180.0)
#define MOST_TWIST (110 * RADIANS)    /* of a limb about itself, against the trunk */
#define MOST_ANKLE (50 * RADIANS)     /* of a foot against its shin, to lie flat */
#define MOST_HEAD (75 * RADIANS)      /* of the head against the chest */
#define COLLAR_BEGINS (-20 * RADIANS) /* arms raised higher than this take the collar bone along ... */
#define COLLAR_SHARE 0.35             /* ... by this much */
#define MOST_COLLAR (30 * RADIANS)
#define COLLAR_FORWARD (14 * RADIANS) /* of an arm that points forward */
/* ankles higher than this above the lower one, in lengths of a leg, do not stand */
#define FLAT_FROM 0.16

static const struct vector up_axis = {0, 1, 0}, forward_axis = {0, 0, 1};

/* Turns of all bones from rest, as they become known. */
struct posing {
    const struct gfla_figure *figure;
    const struct gfla_figure_pose *pose;
    struct turn turns[GFLA_FIGURE_MAX_BONES];
    bool known[GFLA_FIGURE_MAX_BONES];
};

static struct vector vector_of(const float v[3])
{
    return (struct vector){v[0], v[1], v[2]};
}

static int role(const struct posing *p, enum gfla_figure_bone_role r)
{
    return p->figure->roles[r];
}

static struct vector head_of(const struct posing *p, enum gfla_figure_bone_role r)
{
    return vector_of(p->figure->bones[role(p, r)].head);
}

static void set_turn(struct posing *p, int bone, struct turn turn)
{
    p->turns[bone] = turn;
    p->known[bone] = true;
}

struct vector gfla_figure_point(const struct gfla_figure_place *place, const float at[3])
{
    double out[3];
    for (int i = 0; i < 3; i++)
        out[i] = (double)place->turn[3 * i] * at[0] + (double)place->turn[3 * i + 1] * at[1] +
                 (double)place->turn[3 * i + 2] * at[2] + place->move[i];
    return (struct vector){out[0], out[1], out[2]};
}

/* ---- the trunk ---- */

/* Bones from below `from` down to `to`, in this order; 0: `to` does not hang on `from`. */
static int path_between(const struct gfla_figure *figure, int from, int to, int path[GFLA_FIGURE_MAX_BONES])
{
    int n = 0;
    for (int b = to; b != from; b = figure->bones[b].parent) {
        if (b < 0)
            return 0;
        path[n++] = b;
    }
    for (int i = 0; i < n / 2; i++) {
        const int swap = path[i];
        path[i] = path[n - 1 - i];
        path[n - 1 - i] = swap;
    }
    return n;
}

/* The bones on the way share it. */
static void turn_path(struct posing *p, enum gfla_figure_bone_role from, enum gfla_figure_bone_role to,
                      struct turn first, struct turn last)
{
    int path[GFLA_FIGURE_MAX_BONES];
    const int n = path_between(p->figure, role(p, from), role(p, to), path);
    for (int i = 0; i < n; i++)
        set_turn(p, path[i], turn_between_turns(first, last, (i + 1.0) / n));
}

static void turn_trunk(struct posing *p)
{
    const struct gfla_figure_pose *pose = p->pose;
    const struct turn head = turn_towards(pose->chest, pose->head, MOST_HEAD);
    set_turn(p, role(p, GFLA_FIGURE_HIPS), pose->hips);
    turn_path(p, GFLA_FIGURE_HIPS, GFLA_FIGURE_CHEST, pose->hips, pose->chest);
    turn_path(p, GFLA_FIGURE_CHEST, GFLA_FIGURE_HEAD, pose->chest, head);
}

static struct turn collar(const struct posing *p, int side, struct vector arm)
{
    const double out = side == 0 ? -1 : 1; /* the left arm points to +x */
    const struct turn chest = p->pose->chest;
    const double up = vector_dot(arm, turn_apply(chest, up_axis)),
                 forward = vector_dot(arm, turn_apply(chest, forward_axis));
    const double raise = fmin(fmax((asin(fmin(fmax(up, -1), 1)) - COLLAR_BEGINS) * COLLAR_SHARE, 0), MOST_COLLAR);
    return turn_after(
        chest, turn_after(turn_about(up_axis, -out * COLLAR_FORWARD * forward), turn_about(forward_axis, out * raise)));
}

/* ---- limbs ---- */

/* The angle about a unit axis from a to b, both seen along it. */
static double angle_about(struct vector axis, struct vector a, struct vector b)
{
    return atan2(vector_dot(axis, vector_cross(a, b)), vector_dot(vector_beside(a, axis), vector_beside(b, axis)));
}

/* Upper bones roll from where the trunk takes them to where the joint bends, a part each, so that skin is not wrung in
 * one place. */
static struct turn turn_upper(struct posing *p, enum gfla_figure_bone_role upper, enum gfla_figure_bone_role lower,
                              struct turn trunk, const struct gfla_figure_limb *limb, double at_root)
{
    const struct vector rest = vector_unit(vector_difference(head_of(p, lower), head_of(p, upper)));
    const struct vector carried = turn_apply(trunk, rest);
    const struct turn swung = turn_after(turn_between(carried, limb->upper), trunk);
    const struct vector side = turn_apply(swung, vector_unit(vector_beside(forward_axis, rest)));
    const double wanted = angle_about(limb->upper, side, limb->pole),
                 twist = fmin(fmax(wanted, -MOST_TWIST), MOST_TWIST);
    int path[GFLA_FIGURE_MAX_BONES + 1] = {role(p, upper)};
    int n = path_between(p->figure, role(p, upper), role(p, lower), path + 1);
    n = n < 1 ? 1 : n; /* the last of them is the lower bone, which has a turn of its own */
    for (int i = 0; i < n; i++) {
        const double part = n == 1 ? at_root : (i + 0.5) / n;
        set_turn(p, path[i], turn_after(turn_about(limb->upper, part * twist), swung));
    }
    return turn_after(turn_about(limb->upper, twist), swung);
}

/* The lower bone turns about the joint alone. */
static struct turn turn_lower(struct posing *p, enum gfla_figure_bone_role lower, enum gfla_figure_bone_role end,
                              struct turn upper, const struct gfla_figure_limb *limb)
{
    const struct vector rest = vector_unit(vector_difference(head_of(p, end), head_of(p, lower)));
    const struct turn turn = turn_after(turn_between(turn_apply(upper, rest), limb->lower), upper);
    set_turn(p, role(p, lower), turn);
    return turn;
}

static void turn_arm(struct posing *p, int side, const struct gfla_figure_limb *arm)
{
    const enum gfla_figure_bone_role first = side == 0 ? GFLA_FIGURE_R_CLAVICLE : GFLA_FIGURE_L_CLAVICLE;
    const struct turn shoulder = collar(p, side, arm->upper);
    set_turn(p, role(p, first), shoulder);
    const struct turn upper = turn_upper(p, first + 1, first + 2, shoulder, arm, 0.5);
    turn_lower(p, first + 2, first + 3, upper, arm);
}

/* ---- legs and feet ---- */

static double bone_length(const struct posing *p, enum gfla_figure_bone_role from, enum gfla_figure_bone_role to)
{
    return vector_length(vector_difference(head_of(p, to), head_of(p, from)));
}

static double leg_length(const struct posing *p)
{
    return bone_length(p, GFLA_FIGURE_L_THIGH, GFLA_FIGURE_L_SHIN) +
           bone_length(p, GFLA_FIGURE_L_SHIN, GFLA_FIGURE_L_FOOT);
}

/* Where the ankle is below the hips. */
static double ankle_height(const struct posing *p, int side)
{
    const enum gfla_figure_bone_role thigh = side == 0 ? GFLA_FIGURE_R_THIGH : GFLA_FIGURE_L_THIGH;
    const struct vector hip = vector_difference(head_of(p, thigh), head_of(p, GFLA_FIGURE_HIPS));
    return turn_apply(p->pose->hips, hip).y + p->pose->legs[side].upper.y * bone_length(p, thigh, thigh + 1) +
           p->pose->legs[side].lower.y * bone_length(p, thigh + 1, thigh + 2);
}

static void turn_foot(struct posing *p, int side, struct turn shin)
{
    const enum gfla_figure_bone_role foot = side == 0 ? GFLA_FIGURE_R_FOOT : GFLA_FIGURE_L_FOOT;
    const double height = (ankle_height(p, side) - fmin(ankle_height(p, 0), ankle_height(p, 1))) / leg_length(p);
    const struct vector toes = turn_apply(shin, forward_axis), heading = vector_beside(toes, up_axis);
    const double level = vector_length(heading), stands = fmin(fmax(1 - height / FLAT_FROM, 0), 1) * fmin(level * 2, 1);
    if (stands <= 0) {
        set_turn(p, role(p, foot), shin);
        return;
    }
    const struct vector prefetch = vector_times(heading, 1 / level);
    const struct turn flat = turn_to_axes(vector_cross(up_axis, prefetch), up_axis, prefetch);
    set_turn(p, role(p, foot), turn_between_turns(shin, turn_towards(shin, flat, MOST_ANKLE), stands));
}

static void turn_leg(struct posing *p, int side)
{
    const enum gfla_figure_bone_role thigh = side == 0 ? GFLA_FIGURE_R_THIGH : GFLA_FIGURE_L_THIGH;
    const struct gfla_figure_limb *leg = &p->pose->legs[side];
    const struct turn upper = turn_upper(p, thigh, thigh + 1, p->pose->hips, leg, 1);
    turn_foot(p, side, turn_lower(p, thigh + 1, thigh + 2, upper, leg));
}

/* ---- arms keep out of the trunk ---- */

/* Where the hand's end would be in the axes of the chest, from the shoulder on. */
static struct vector hand_from_shoulder(const struct posing *p, int side, const struct gfla_figure_limb *arm,
                                        double *elbow)
{
    const enum gfla_figure_bone_role upper = side == 0 ? GFLA_FIGURE_R_UPPER_ARM : GFLA_FIGURE_L_UPPER_ARM;
    const double hand = 1.6; /* a forearm with its hand, in forearms */
    const struct turn back = turn_back(p->pose->chest);
    const struct vector first = turn_apply(back, vector_times(arm->upper, bone_length(p, upper, upper + 1)));
    *elbow = first.x;
    return vector_sum(first, turn_apply(back, vector_times(arm->lower, hand * bone_length(p, upper + 1, upper + 2))));
}

/* An arm that hangs beside the trunk is turned outwards until hand and elbow are beside the hips, which are wider in
 * some. */
static struct gfla_figure_limb arm_beside_trunk(const struct posing *p, int side)
{
    struct gfla_figure_limb arm = p->pose->arms[side];
    const double out = side == 0 ? -1 : 1;
    const struct vector shoulder = head_of(p, side == 0 ? GFLA_FIGURE_R_UPPER_ARM : GFLA_FIGURE_L_UPPER_ARM);
    const double width = p->figure->half_width + 0.02;
    double elbow;
    struct vector hand = hand_from_shoulder(p, side, &arm, &elbow);
    const bool hangs = hand.y < -0.25 && fabs(hand.z) < 0.14;
    const double is = out * (hand.x + shoulder.x), lacks = width + 0.04 - is;
    if (!hangs || lacks <= 0 || is < 0.05)
        return arm;
    const double angle = fmin(lacks / fmax(-hand.y, 0.3), 25 * RADIANS);
    const struct turn open = turn_about(turn_apply(p->pose->chest, forward_axis), out * angle);
    return (struct gfla_figure_limb){turn_apply(open, arm.upper), turn_apply(open, arm.lower),
                                     turn_apply(open, arm.pole)};
}

/* ---- all of it ---- */

static void store_place(struct turn turn, struct vector from, struct vector to, struct gfla_figure_place *place)
{
    const struct vector move = vector_difference(to, turn_apply(turn, from));
    for (int i = 0; i < 9; i++)
        place->turn[i] = (float)turn.m[i];
    place->move[0] = (float)move.x;
    place->move[1] = (float)move.y;
    place->move[2] = (float)move.z;
}

static void place_bones(struct posing *p, struct gfla_figure_place *place)
{
    for (int b = 0; b < p->figure->n_bones; b++) {
        const struct gfla_figure_bone *bone = &p->figure->bones[b];
        const struct vector head = vector_of(bone->head);
        if (!p->known[b])
            set_turn(p, b, bone->parent >= 0 ? p->turns[bone->parent] : TURN_NONE);
        store_place(p->turns[b], head, bone->parent >= 0 ? gfla_figure_point(&place[bone->parent], bone->head) : head,
                    &place[b]);
    }
}

void gfla_figure_move(const struct gfla_figure *figure, struct vector by, struct gfla_figure_place *place)
{
    for (int b = 0; b < figure->n_bones; b++) {
        place[b].move[0] += (float)by.x;
        place[b].move[1] += (float)by.y;
        place[b].move[2] += (float)by.z;
    }
}

double gfla_figure_lowest(const struct gfla_figure *figure, const struct gfla_figure_place *place)
{
    double lowest = INFINITY;
    for (size_t i = 0; i < 3 * figure->mesh->n_triangles; i++) {
        double y = 0;
        for (int k = 0; k < GFLA_FIGURE_WEIGHTS; k++) {
            const float weight = figure->corner_weights[GFLA_FIGURE_WEIGHTS * i + k];
            if (weight != 0)
                y += weight * gfla_figure_point(&place[figure->corner_bones[GFLA_FIGURE_WEIGHTS * i + k]],
                                                figure->mesh->corners[i].position)
                                  .y;
        }
        lowest = fmin(lowest, y);
    }
    return lowest;
}

void gfla_figure_pose_apply(const struct gfla_figure *figure, const struct gfla_figure_pose *pose,
                            struct gfla_figure_place *place)
{
    struct posing p = {.figure = figure, .pose = pose};
    turn_trunk(&p);
    for (int side = 0; side < 2; side++) {
        const struct gfla_figure_limb arm = arm_beside_trunk(&p, side);
        turn_arm(&p, side, &arm);
        turn_leg(&p, side);
    }
    place_bones(&p, place);
    const struct gfla_figure_bone *hips = &figure->bones[figure->roles[GFLA_FIGURE_HIPS]];
    const struct vector at = gfla_figure_point(&place[figure->roles[GFLA_FIGURE_HIPS]], hips->head);
    const double leg = leg_length(&p);
    const struct vector to = {leg * pose->shares[0], leg * pose->shares[1], leg * pose->shares[2]};
    gfla_figure_move(figure,
                     pose->has_place ? vector_difference(to, at)
                                     : (struct vector){-at.x, -gfla_figure_lowest(figure, place), -at.z},
                     place);
}
