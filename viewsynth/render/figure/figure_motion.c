/* Poses of figures out of motion capture: frames of hips, chest and head, and directions of limbs, from where joints
 * are. */
#include "viewsynth/render/figure/figure_pose.h"
#include "viewsynth/render/motion_body.h"

/* Joints tell the line of the trunk, but not how hips and chest share its bending: the hips follow the thighs a little,
 * and the chest makes up for it. */
#define HIPS_BY_THIGHS 0.3
#define CHEST_FURTHER 0.6

static struct vector toward(const struct gfla_body *body, int from, int to)
{
    return vector_unit(vector_difference(body->at[to], body->at[from]));
}

/* Axes with `up` where it is, and `left` beside it. */
static struct turn frame(struct vector left, struct vector up)
{
    const struct vector u = vector_unit(up), beside = vector_beside(left, u);
    const struct vector l = vector_length(beside) > 1e-6 ? vector_unit(beside) : vector_any_beside(u);
    return turn_to_axes(l, u, vector_cross(l, u));
}

static void take_trunk(const struct gfla_body *body, struct gfla_figure_pose *pose)
{
    const struct vector up = toward(body, GFLA_BODY_HIP, GFLA_BODY_THORAX);
    const struct vector thighs =
        vector_sum(toward(body, GFLA_RIG_R_HIP, GFLA_RIG_R_KNEE), toward(body, GFLA_RIG_L_HIP, GFLA_RIG_L_KNEE));
    const struct vector hips_up =
        vector_unit(vector_sum(vector_times(up, 1 - HIPS_BY_THIGHS), vector_times(thighs, -0.5 * HIPS_BY_THIGHS)));
    const struct vector chest_up = vector_sum(up, vector_times(vector_difference(up, hips_up), CHEST_FURTHER));
    pose->hips = frame(toward(body, GFLA_RIG_R_HIP, GFLA_RIG_L_HIP), hips_up);
    pose->chest = frame(toward(body, GFLA_RIG_R_SHOULDER, GFLA_RIG_L_SHOULDER), chest_up);
}

/* What motion_body.c put the parts of a head at is undone here: top - ears = .65 up - .05 forward, nose - ears = -.1 up
 * + .5 forward. */
static void take_head(const struct gfla_body *body, struct gfla_figure_pose *pose)
{
    pose->head = pose->chest;
    if (!body->has_head)
        return;
    const struct vector ears = vector_middle(body->at[GFLA_BODY_R_EAR], body->at[GFLA_BODY_L_EAR]);
    const struct vector top = vector_difference(body->at[GFLA_BODY_TOP], ears),
                        nose = vector_difference(body->at[GFLA_BODY_NOSE], ears);
    pose->head = frame(toward(body, GFLA_BODY_R_EAR, GFLA_BODY_L_EAR),
                       vector_sum(vector_times(top, 0.5), vector_times(nose, 0.05)));
}

/* The side to which a joint bends is plain when it is bent, and else the side where the trunk has it. */
static struct gfla_figure_limb take_limb(const struct gfla_body *body, int first, double bends, struct turn trunk)
{
    struct gfla_figure_limb limb = {.upper = toward(body, first, first + 1),
                                    .lower = toward(body, first + 1, first + 2)};
    const struct vector down = turn_apply(trunk, (struct vector){0, -1, 0}),
                        prefetch = turn_apply(trunk, (struct vector){0, 0, 1});
    const struct vector straight = turn_apply(turn_between(down, limb.upper), prefetch);
    const struct vector bent = vector_times(vector_beside(limb.lower, limb.upper), bends);
    const double sine = vector_length(bent), part = fmin(fmax((sine - 0.1) / 0.25, 0), 1);
    const struct vector mixed = vector_sum(vector_times(vector_unit(bent), part), vector_times(straight, 1 - part));
    const struct vector pole = vector_beside(mixed, limb.upper);
    limb.pole = vector_length(pole) > 1e-3 ? vector_unit(pole) : straight;
    return limb;
}

/* Both points are known to differ in figures, not in files. */
static gfla_status check_lengths(const struct gfla_body *body)
{
    static const int joints[][2] = {
        {GFLA_BODY_HIP, GFLA_BODY_THORAX},          {GFLA_RIG_R_HIP, GFLA_RIG_L_HIP},
        {GFLA_RIG_R_SHOULDER, GFLA_RIG_L_SHOULDER}, {GFLA_RIG_R_HIP, GFLA_RIG_R_KNEE},
        {GFLA_RIG_R_KNEE, GFLA_RIG_R_ANKLE},        {GFLA_RIG_L_HIP, GFLA_RIG_L_KNEE},
        {GFLA_RIG_L_KNEE, GFLA_RIG_L_ANKLE},        {GFLA_RIG_R_SHOULDER, GFLA_RIG_R_ELBOW},
        {GFLA_RIG_R_ELBOW, GFLA_RIG_R_WRIST},       {GFLA_RIG_L_SHOULDER, GFLA_RIG_L_ELBOW},
        {GFLA_RIG_L_ELBOW, GFLA_RIG_L_WRIST},
    };
    for (size_t i = 0; i < sizeof joints / sizeof joints[0]; i++)
        if (!(vector_length(vector_difference(body->at[joints[i][0]], body->at[joints[i][1]])) > 1e-9))
            return gfla_fail(GFLA_ERROR_INPUT, "two joints of a limb are in one place");
    return GFLA_OK;
}

/* Hips above the lower ankle, in lengths of a leg. */
static void take_place(const struct gfla_body *body, struct gfla_figure_pose *pose)
{
    const struct vector *at = body->at;
    const double leg = vector_length(vector_difference(at[GFLA_RIG_L_HIP], at[GFLA_RIG_L_KNEE])) +
                       vector_length(vector_difference(at[GFLA_RIG_L_KNEE], at[GFLA_RIG_L_ANKLE]));
    pose->shares[0] = at[GFLA_BODY_HIP].x / leg;
    pose->shares[1] = at[GFLA_BODY_HIP].y / leg;
    pose->shares[2] = at[GFLA_BODY_HIP].z / leg;
}

gfla_status gfla_figure_pose_of_body(const struct gfla_body *body, struct gfla_figure_pose *pose)
{
    const gfla_status status = check_lengths(body);
    if (status != GFLA_OK)
        return status;
    *pose = gfla_figure_pose_upright();
    take_trunk(body, pose);
    take_head(body, pose);
    for (int side = 0; side < 2; side++) {
        pose->arms[side] = take_limb(body, side == 0 ? GFLA_RIG_R_SHOULDER : GFLA_RIG_L_SHOULDER, 1, pose->chest);
        pose->legs[side] = take_limb(body, side == 0 ? GFLA_RIG_R_HIP : GFLA_RIG_L_HIP, -1, pose->hips);
    }
    take_place(body, pose);
    return GFLA_OK;
}

gfla_status gfla_figure_pose_of_motion(const gfla_motion *motion, size_t index, struct gfla_figure_pose *pose)
{
    gfla_status status;
    struct gfla_body body;
    TRY(gfla_motion_body(motion, index, &body));
    status = gfla_figure_pose_of_body(&body, pose);
    if (status != GFLA_OK)
        gfla_fail_context(status, "pose %zu", index);
fail:
    return status;
}
