#include "viewsynth/render/zeroad/zeroad_biped.h"

#include <math.h>
#include <string.h>

#define CHIN 0.12 /* below the bone of the head, in the game's units */

static const int parents[ZEROAD_BONES] = {-1, 0,  1,  2,  3,  4,  5,  6,  7,  8,  7,  7, 7,  7,  6, 3,
                                          15, 16, 15, 3,  19, 20, 21, 22, 23, 22, 22, 3, 27, 28, 0, 30,
                                          31, 0,  33, 34, 0,  0,  0,  0,  0,  0,  0,  0, 0,  0};

static const int roles[GFLA_FIGURE_BONE_ROLES] = {
    [GFLA_FIGURE_HIPS] = ZEROAD_HIP,          [GFLA_FIGURE_SPINE] = ZEROAD_SPINE,
    [GFLA_FIGURE_CHEST] = ZEROAD_CHEST,       [GFLA_FIGURE_NECK] = ZEROAD_NECK,
    [GFLA_FIGURE_HEAD] = ZEROAD_HEAD,         [GFLA_FIGURE_R_CLAVICLE] = ZEROAD_SHOULDER_R,
    [GFLA_FIGURE_R_UPPER_ARM] = ZEROAD_ARM_R, [GFLA_FIGURE_R_FOREARM] = ZEROAD_FOREARM_R,
    [GFLA_FIGURE_R_HAND] = ZEROAD_HAND_R,     [GFLA_FIGURE_L_CLAVICLE] = ZEROAD_SHOULDER_L,
    [GFLA_FIGURE_L_UPPER_ARM] = ZEROAD_ARM_L, [GFLA_FIGURE_L_FOREARM] = ZEROAD_FOREARM_L,
    [GFLA_FIGURE_L_HAND] = ZEROAD_HAND_L,     [GFLA_FIGURE_R_THIGH] = ZEROAD_THIGH_R,
    [GFLA_FIGURE_R_SHIN] = ZEROAD_LEG_R,      [GFLA_FIGURE_R_FOOT] = ZEROAD_FOOT_R,
    [GFLA_FIGURE_L_THIGH] = ZEROAD_THIGH_L,   [GFLA_FIGURE_L_SHIN] = ZEROAD_LEG_L,
    [GFLA_FIGURE_L_FOOT] = ZEROAD_FOOT_L,
};

/* In the order of COCO-18; radii of a person of 1.75 m. The neck and the face are worked out. */
static const struct {
    int bone;
    float radius;
} joints[GFLA_FIGURE_JOINTS] = {
    {ZEROAD_HEAD, 0.06f},    {ZEROAD_CHEST, 0.15f},  {ZEROAD_ARM_R, 0.14f},    {ZEROAD_FOREARM_R, 0.1f},
    {ZEROAD_HAND_R, 0.09f},  {ZEROAD_ARM_L, 0.14f},  {ZEROAD_FOREARM_L, 0.1f}, {ZEROAD_HAND_L, 0.09f},
    {ZEROAD_THIGH_R, 0.19f}, {ZEROAD_LEG_R, 0.13f},  {ZEROAD_FOOT_R, 0.12f},   {ZEROAD_THIGH_L, 0.19f},
    {ZEROAD_LEG_L, 0.13f},   {ZEROAD_FOOT_L, 0.12f}, {ZEROAD_HEAD, 0.05f},     {ZEROAD_HEAD, 0.05f},
    {ZEROAD_HEAD, 0.06f},    {ZEROAD_HEAD, 0.06f},
};

static void set_point(float out[3], struct vector at, double scale)
{
    out[0] = (float)(scale * at.x);
    out[1] = (float)(scale * at.y);
    out[2] = (float)(scale * at.z);
}

static void set_joint(struct gfla_figure *f, int joint, float x, float y, float z)
{
    memcpy(f->joints[joint].at, (float[3]){x, y, z}, sizeof f->joints[joint].at);
}

/* Nose, eyes and ears sit on the box around the head's faces. */
static void set_face(struct gfla_figure *f, double scale)
{
    float low[3] = {INFINITY, INFINITY, INFINITY}, high[3] = {-INFINITY, -INFINITY, -INFINITY};
    const float *base = f->bones[ZEROAD_HEAD].head, lowest = base[1] - (float)(CHIN * scale);
    for (size_t i = 0; i < 3 * f->mesh->n_triangles; i++) {
        const float *at = f->mesh->corners[i].position;
        if (f->parts[i / 3] != GFLA_PART_SKIN_HEAD || at[1] < lowest)
            continue;
        for (int k = 0; k < 3; k++) {
            low[k] = fminf(low[k], at[k]);
            high[k] = fmaxf(high[k], at[k]);
        }
    }
    if (!(high[1] > low[1])) { /* no head at all */
        for (int k = 0; k < 3; k++)
            low[k] = base[k] - 0.08f, high[k] = base[k] + 0.08f;
    }
    const float middle = 0.5f * (low[0] + high[0]), wide = 0.5f * (high[0] - low[0]), tall = high[1] - low[1],
                deep = high[2] - low[2];
    set_joint(f, 0, middle, low[1] + 0.31f * tall, high[2]);
    for (int side = 0; side < 2; side++) {
        const float out = side == 0 ? -wide : wide;
        set_joint(f, 14 + side, middle + 0.42f * out, low[1] + 0.46f * tall, high[2] - 0.12f * deep);
        set_joint(f, 16 + side, middle + 0.95f * out, low[1] + 0.39f * tall, low[2] + 0.5f * deep);
    }
}

void zeroad_biped_set(const struct zeroad_model *model, double scale, struct gfla_figure *f)
{
    f->n_bones = ZEROAD_BONES;
    memcpy(f->roles, roles, sizeof roles);
    for (int b = 0; b < ZEROAD_BONES; b++) {
        f->bones[b].parent = parents[b];
        set_point(f->bones[b].head, model->bones[b].move, scale);
        set_point(f->bones[b].tail, model->bones[b].move, scale);
    }
    for (int b = ZEROAD_BONES - 1; b > 0; b--) /* of several children the first is where a bone ends */
        memcpy(f->bones[parents[b]].tail, f->bones[b].head, sizeof f->bones[b].head);
    for (int j = 0; j < GFLA_FIGURE_JOINTS; j++) {
        f->joints[j].bone = joints[j].bone;
        f->joints[j].radius = (float)(joints[j].radius * scale * 3.85 / 1.75);
        memcpy(f->joints[j].at, f->bones[joints[j].bone].head, sizeof f->joints[j].at);
    }
    for (int k = 0; k < 3; k++)
        f->joints[1].at[k] = 0.5f * (f->bones[ZEROAD_ARM_L].head[k] + f->bones[ZEROAD_ARM_R].head[k]);
    set_face(f, scale);
}
