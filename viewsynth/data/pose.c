/* Poses of the rendered grid: labels, names, mirror, distance. */
#include <stdio.h>
#include <string.h>

#include "viewsynth/data/views.h"

void gfla_pose_label(struct gfla_pose pose, float label[GFLA_POSE_CHANNELS])
{
    memset(label, 0, GFLA_POSE_CHANNELS * sizeof *label);
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
