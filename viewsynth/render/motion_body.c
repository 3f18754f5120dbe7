#include "viewsynth/render/motion_body.h"

#include <string.h>

/* Where the parts of a head are, in lengths from the joint at the base of the skull to its top (about 20 cm of an
 * adult): up, forward and to the left. Common proportions of heads; key points of faces need no more. */
static const struct {
    enum gfla_body_part part;
    double up, forward, left;
    double faces_forward, faces_left;
} head_parts[] = {
    {GFLA_BODY_NOSE, 0.25, 0.55, 0, 1, 0},           {GFLA_BODY_TOP, 1, 0, 0, 0, 0},
    {GFLA_BODY_R_EYE, 0.43, 0.42, -0.16, 0.8, -0.6}, {GFLA_BODY_L_EYE, 0.43, 0.42, 0.16, 0.8, 0.6},
    {GFLA_BODY_R_EAR, 0.35, 0.05, -0.38, 0, -1},     {GFLA_BODY_L_EAR, 0.35, 0.05, 0.38, 0, 1},
};

/* Of the way from the hip to the neck. A skeleton's head may be shorter, its joint lying in the middle of the skull;
 * never the person's. */
#define HEAD_PER_TRUNK 0.4

#define LEAST_UPRIGHT 0.5 /* cosine */

static const enum gfla_body_part coco_18[] = {
    GFLA_BODY_NOSE,
    GFLA_BODY_THORAX,
    (enum gfla_body_part)GFLA_RIG_R_SHOULDER,
    (enum gfla_body_part)GFLA_RIG_R_ELBOW,
    (enum gfla_body_part)GFLA_RIG_R_WRIST,
    (enum gfla_body_part)GFLA_RIG_L_SHOULDER,
    (enum gfla_body_part)GFLA_RIG_L_ELBOW,
    (enum gfla_body_part)GFLA_RIG_L_WRIST,
    (enum gfla_body_part)GFLA_RIG_R_HIP,
    (enum gfla_body_part)GFLA_RIG_R_KNEE,
    (enum gfla_body_part)GFLA_RIG_R_ANKLE,
    (enum gfla_body_part)GFLA_RIG_L_HIP,
    (enum gfla_body_part)GFLA_RIG_L_KNEE,
    (enum gfla_body_part)GFLA_RIG_L_ANKLE,
    GFLA_BODY_R_EYE,
    GFLA_BODY_L_EYE,
    GFLA_BODY_R_EAR,
    GFLA_BODY_L_EAR,
};

/* The neck of Human3.6M is where a nose is, as in the conversions of io/keypoints/keypoints_sets.c. */
static const enum gfla_body_part h36m_17[] = {
    GFLA_BODY_HIP,
    (enum gfla_body_part)GFLA_RIG_R_HIP,
    (enum gfla_body_part)GFLA_RIG_R_KNEE,
    (enum gfla_body_part)GFLA_RIG_R_ANKLE,
    (enum gfla_body_part)GFLA_RIG_L_HIP,
    (enum gfla_body_part)GFLA_RIG_L_KNEE,
    (enum gfla_body_part)GFLA_RIG_L_ANKLE,
    GFLA_BODY_SPINE,
    GFLA_BODY_THORAX,
    GFLA_BODY_NOSE,
    GFLA_BODY_TOP,
    (enum gfla_body_part)GFLA_RIG_L_SHOULDER,
    (enum gfla_body_part)GFLA_RIG_L_ELBOW,
    (enum gfla_body_part)GFLA_RIG_L_WRIST,
    (enum gfla_body_part)GFLA_RIG_R_SHOULDER,
    (enum gfla_body_part)GFLA_RIG_R_ELBOW,
    (enum gfla_body_part)GFLA_RIG_R_WRIST,
};

const enum gfla_body_part *gfla_body_parts_of(enum gfla_joint_set set)
{
    return set == GFLA_JOINTS_H36M_17 ? h36m_17 : coco_18;
}

static struct vector vector_of(const double v[3])
{
    return (struct vector){v[0], v[1], v[2]};
}

void gfla_body_trunk(const struct gfla_rig_pose *pose, struct gfla_body *body)
{
    *body = (struct gfla_body){0};
    struct vector *at = body->at;
    for (int i = 0; i < GFLA_RIG_HEAD; i++)
        at[i] = vector_of(pose->joints[i]);
    at[GFLA_BODY_HIP] = vector_middle(at[GFLA_RIG_R_HIP], at[GFLA_RIG_L_HIP]);
    at[GFLA_BODY_THORAX] = vector_middle(at[GFLA_RIG_R_SHOULDER], at[GFLA_RIG_L_SHOULDER]);
    at[GFLA_BODY_SPINE] = vector_middle(at[GFLA_BODY_HIP], at[GFLA_BODY_THORAX]);
    body->up = vector_unit(vector_difference(at[GFLA_BODY_THORAX], at[GFLA_BODY_HIP]));
    const struct vector left = vector_sum(vector_difference(at[GFLA_RIG_L_HIP], at[GFLA_RIG_R_HIP]),
                                          vector_difference(at[GFLA_RIG_L_SHOULDER], at[GFLA_RIG_R_SHOULDER]));
    body->left = vector_unit(vector_beside(left, body->up));
}

void gfla_body_learn_head(const struct gfla_rig_pose *pose, const struct gfla_body *body, struct gfla_body_head *sum)
{
    const struct vector forward = vector_cross(body->left, body->up);
    sum->forward = vector_sum(sum->forward, vector_unit(vector_turned_back(pose->head, forward)));
    sum->up = vector_sum(sum->up, vector_unit(vector_turned_back(pose->head, body->up)));
}

void gfla_body_add_head(const struct gfla_rig *rig, const struct gfla_rig_pose *pose, const struct gfla_body_head *head,
                        struct gfla_body *body)
{
    struct vector base = vector_of(pose->joints[GFLA_RIG_HEAD]);
    struct vector up = vector_unit(vector_turned(pose->head, head->up));
    double size =
        HEAD_PER_TRUNK * vector_length(vector_difference(body->at[GFLA_BODY_THORAX], body->at[GFLA_BODY_HIP]));
    const struct vector end = vector_of(pose->joints[GFLA_RIG_HEAD_END]), whole = vector_difference(end, base);
    /* an end that lies elsewhere than above the joint is no top */
    if (rig->joints[GFLA_RIG_HEAD_END] >= 0 && vector_dot(vector_unit(whole), up) > LEAST_UPRIGHT) {
        size = fmax(size, vector_length(whole));
        up = vector_unit(whole);
        base = vector_difference(end, vector_times(up, size));
    }
    const struct vector forward = vector_unit(vector_beside(vector_turned(pose->head, head->forward), up));
    const struct vector left = vector_cross(up, forward);
    body->has_head = rig->joints[GFLA_RIG_HEAD] >= 0 && size > 0 && vector_length(forward) > 0;
    for (size_t i = 0; body->has_head && i < sizeof head_parts / sizeof head_parts[0]; i++) {
        const struct vector from_base =
            vector_sum(vector_times(up, head_parts[i].up), vector_sum(vector_times(forward, head_parts[i].forward),
                                                                      vector_times(left, head_parts[i].left)));
        body->at[head_parts[i].part] = vector_sum(base, vector_times(from_base, size));
        body->faces[head_parts[i].part] = vector_sum(vector_times(forward, head_parts[i].faces_forward),
                                                     vector_times(left, head_parts[i].faces_left));
    }
}
