/* Poses of the rendered grid: labels, names, mirror, distance. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "viewsynth/data/pose.h"

void gfla_pose_label(struct gfla_pose pose, float label[GFLA_POSE_CHANNELS])
{
    memset(label, 0, GFLA_POSE_CHANNELS * sizeof *label);
    if (pose.azimuth < 0)
        return;
    label[pose.azimuth] = 1;
    label[GFLA_N_AZIMUTHS + pose.elevation] = 1;
}

struct gfla_pose gfla_pose_mirror(struct gfla_pose pose)
{
    return (struct gfla_pose){(GFLA_N_AZIMUTHS + GFLA_N_AZIMUTHS / 2 - pose.azimuth) % GFLA_N_AZIMUTHS, pose.elevation};
}

const char *gfla_pose_name(struct gfla_pose pose, char name[GFLA_POSE_NAME_SIZE])
{
    snprintf(name, GFLA_POSE_NAME_SIZE, "%03d_%02d", (pose.azimuth * 20) % 360, (pose.elevation * 10) % 90);
    return name;
}

int gfla_pose_distance(struct gfla_pose a, struct gfla_pose b)
{
    int steps = (a.azimuth - b.azimuth + GFLA_N_AZIMUTHS) % GFLA_N_AZIMUTHS;
    return 20 * (steps < GFLA_N_AZIMUTHS - steps ? steps : GFLA_N_AZIMUTHS - steps);
}

int gfla_pose_number(struct gfla_pose pose)
{
    return pose.elevation * GFLA_N_AZIMUTHS + pose.azimuth;
}

struct gfla_pose gfla_pose_of_number(int number)
{
    return (struct gfla_pose){number % GFLA_N_AZIMUTHS, number / GFLA_N_AZIMUTHS};
}

/* ---- cameras ---- */

struct gfla_camera gfla_camera_mirror(const struct gfla_camera *camera)
{
    struct gfla_camera m = *camera;
    m.eye[0] = -m.eye[0];
    m.azimuth = fmod(540 - m.azimuth, 360);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++)
            if ((i == 0) != (j == 0)) /* R = S R S, t = S t, S = diag(-1, 1, 1) */
                m.rows[4 * i + j] = -m.rows[4 * i + j];
    return m;
}

double gfla_camera_angle(const struct gfla_camera *a, const struct gfla_camera *b)
{
    double dot = 0;
    for (int k = 0; k < 3; k++)
        dot += a->eye[k] * b->eye[k];
    return acos(fmax(-1, fmin(1, dot / (a->distance * b->distance)))) * 180 / 3.14159265358979323846;
}
