/* The bones of a figure, its joints and where they lie. */
#include "viewsynth/render/body/body_bones.h"

#include <math.h>
#include <string.h>

/* In the order of the roles: each bone plays the role of its number. */
static const struct {
    int parent;
    enum body_joint head, tail;
} bones[GFLA_FIGURE_BONE_ROLES] = {
    [GFLA_FIGURE_HIPS] = {-1, BODY_PELVIS, BODY_SPINE_4},
    [GFLA_FIGURE_SPINE] = {GFLA_FIGURE_HIPS, BODY_SPINE_4, BODY_SPINE_2},
    [GFLA_FIGURE_CHEST] = {GFLA_FIGURE_SPINE, BODY_SPINE_2, BODY_NECK},
    [GFLA_FIGURE_NECK] = {GFLA_FIGURE_CHEST, BODY_NECK, BODY_HEAD},
    [GFLA_FIGURE_HEAD] = {GFLA_FIGURE_NECK, BODY_HEAD, BODY_HEAD_TOP},
    [GFLA_FIGURE_R_CLAVICLE] = {GFLA_FIGURE_CHEST, BODY_R_CLAVICLE, BODY_R_SHOULDER},
    [GFLA_FIGURE_R_UPPER_ARM] = {GFLA_FIGURE_R_CLAVICLE, BODY_R_SHOULDER, BODY_R_ELBOW},
    [GFLA_FIGURE_R_FOREARM] = {GFLA_FIGURE_R_UPPER_ARM, BODY_R_ELBOW, BODY_R_WRIST},
    [GFLA_FIGURE_R_HAND] = {GFLA_FIGURE_R_FOREARM, BODY_R_WRIST, BODY_R_KNUCKLE},
    [GFLA_FIGURE_L_CLAVICLE] = {GFLA_FIGURE_CHEST, BODY_L_CLAVICLE, BODY_L_SHOULDER},
    [GFLA_FIGURE_L_UPPER_ARM] = {GFLA_FIGURE_L_CLAVICLE, BODY_L_SHOULDER, BODY_L_ELBOW},
    [GFLA_FIGURE_L_FOREARM] = {GFLA_FIGURE_L_UPPER_ARM, BODY_L_ELBOW, BODY_L_WRIST},
    [GFLA_FIGURE_L_HAND] = {GFLA_FIGURE_L_FOREARM, BODY_L_WRIST, BODY_L_KNUCKLE},
    [GFLA_FIGURE_R_THIGH] = {GFLA_FIGURE_HIPS, BODY_R_HIP, BODY_R_KNEE},
    [GFLA_FIGURE_R_SHIN] = {GFLA_FIGURE_R_THIGH, BODY_R_KNEE, BODY_R_ANKLE},
    [GFLA_FIGURE_R_FOOT] = {GFLA_FIGURE_R_SHIN, BODY_R_ANKLE, BODY_R_TOES},
    [GFLA_FIGURE_L_THIGH] = {GFLA_FIGURE_HIPS, BODY_L_HIP, BODY_L_KNEE},
    [GFLA_FIGURE_L_SHIN] = {GFLA_FIGURE_L_THIGH, BODY_L_KNEE, BODY_L_ANKLE},
    [GFLA_FIGURE_L_FOOT] = {GFLA_FIGURE_L_SHIN, BODY_L_ANKLE, BODY_L_TOES},
};

void body_bones_place(const struct body_make *make, struct gfla_figure *figure)
{
    figure->n_bones = GFLA_FIGURE_BONE_ROLES;
    for (int b = 0; b < GFLA_FIGURE_BONE_ROLES; b++) {
        figure->roles[b] = b;
        figure->bones[b].parent = bones[b].parent;
        memcpy(figure->bones[b].head, make->joint[bones[b].head], sizeof figure->bones[b].head);
        memcpy(figure->bones[b].tail, make->joint[bones[b].tail], sizeof figure->bones[b].tail);
    }
}

/* COCO-18 in its order; the nose, the ears and the neck are found on the surface. */
static const struct {
    int joint; /* enum body_joint; -1: found elsewhere */
    int bone;
    float radius;
} key_points[GFLA_FIGURE_JOINTS] = {
    {-1, GFLA_FIGURE_HEAD, 0.02f},
    {-1, GFLA_FIGURE_CHEST, 0.09f},
    {BODY_R_SHOULDER, GFLA_FIGURE_R_UPPER_ARM, 0.09f},
    {BODY_R_ELBOW, GFLA_FIGURE_R_FOREARM, 0.07f},
    {BODY_R_WRIST, GFLA_FIGURE_R_HAND, 0.05f},
    {BODY_L_SHOULDER, GFLA_FIGURE_L_UPPER_ARM, 0.09f},
    {BODY_L_ELBOW, GFLA_FIGURE_L_FOREARM, 0.07f},
    {BODY_L_WRIST, GFLA_FIGURE_L_HAND, 0.05f},
    {BODY_R_HIP, GFLA_FIGURE_R_THIGH, 0.15f},
    {BODY_R_KNEE, GFLA_FIGURE_R_SHIN, 0.10f},
    {BODY_R_ANKLE, GFLA_FIGURE_R_FOOT, 0.08f},
    {BODY_L_HIP, GFLA_FIGURE_L_THIGH, 0.15f},
    {BODY_L_KNEE, GFLA_FIGURE_L_SHIN, 0.10f},
    {BODY_L_ANKLE, GFLA_FIGURE_L_FOOT, 0.08f},
    {BODY_R_EYE_CENTRE, GFLA_FIGURE_HEAD, 0.03f},
    {BODY_L_EYE_CENTRE, GFLA_FIGURE_HEAD, 0.03f},
    {-1, GFLA_FIGURE_HEAD, 0.03f},
    {-1, GFLA_FIGURE_HEAD, 0.03f},
};
enum { NOSE = 0, NECK = 1, R_EYE = 14, L_EYE = 15, R_EAR = 16, L_EAR = 17 };

static void mean(const float a[3], const float b[3], float out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = 0.5f * (a[i] + b[i]);
}

/* Among the vertices that the head moves, the one that lies furthest towards `to`, within `reach` of height y. */
static void find_tip(const struct body_make *make, const float to[3], float y, float reach, float at[3])
{
    const struct body_faces *skin = &make->data->groups[BODY_SKIN];
    float best = -INFINITY;
    for (size_t f = 0; f < skin->n; f++)
        for (int k = 0; k < 4; k++) {
            const int v = skin->quads[f].v[k];
            const float *p = make->positions[v];
            const float along = p[0] * to[0] + p[1] * to[1] + p[2] * to[2];
            if (make->data->weights[v][GFLA_FIGURE_HEAD] < 0.5f || fabsf(p[1] - y) > reach || along <= best)
                continue;
            best = along;
            memcpy(at, p, 3 * sizeof *at);
        }
}

/* The front of an eye: the centre of its ball moved to the surface. */
static void find_eye(const struct body_make *make, enum body_group group, float at[3])
{
    const struct body_faces *eye = &make->data->groups[group];
    float front = -INFINITY;
    for (size_t f = 0; f < eye->n; f++)
        for (int k = 0; k < 4; k++)
            front = fmaxf(front, make->positions[eye->quads[f].v[k]][2]);
    at[2] = front;
}

void body_joints_place(const struct body_make *make, struct gfla_figure *figure)
{
    const float eye_y = 0.5f * (make->joint[BODY_L_EYE_CENTRE][1] + make->joint[BODY_R_EYE_CENTRE][1]);
    const float face = eye_y - make->joint[BODY_MOUTH][1]; /* about 7 cm */
    for (int j = 0; j < GFLA_FIGURE_JOINTS; j++) {
        figure->joints[j].bone = key_points[j].bone;
        figure->joints[j].radius = key_points[j].radius;
        if (key_points[j].joint >= 0)
            memcpy(figure->joints[j].at, make->joint[key_points[j].joint], sizeof figure->joints[j].at);
    }
    mean(make->joint[BODY_L_SHOULDER], make->joint[BODY_R_SHOULDER], figure->joints[NECK].at);
    find_tip(make, (const float[3]){0, 0, 1}, eye_y - 0.6f * face, 0.45f * face, figure->joints[NOSE].at);
    find_tip(make, (const float[3]){-1, 0, 0}, eye_y - 0.2f * face, 0.5f * face, figure->joints[R_EAR].at);
    find_tip(make, (const float[3]){1, 0, 0}, eye_y - 0.2f * face, 0.5f * face, figure->joints[L_EAR].at);
    find_eye(make, BODY_R_EYE, figure->joints[R_EYE].at);
    find_eye(make, BODY_L_EYE, figure->joints[L_EYE].at);
}
