/* render/motion_rig.h - which node of a skeleton is which joint, and where it is at a time. Private to
 * viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_MOTION_RIG_H
#define VIEWSYNTH_RENDER_MOTION_RIG_H

#include <stdbool.h>
#include <stddef.h>

#include "viewsynth/render/skeleton.h"

/* Left joints follow the right ones. What is behind the wrists may be absent. */
enum gfla_rig_joint {
    GFLA_RIG_R_HIP,
    GFLA_RIG_R_KNEE,
    GFLA_RIG_R_ANKLE,
    GFLA_RIG_R_SHOULDER,
    GFLA_RIG_R_ELBOW,
    GFLA_RIG_R_WRIST,
    GFLA_RIG_L_HIP,
    GFLA_RIG_L_KNEE,
    GFLA_RIG_L_ANKLE,
    GFLA_RIG_L_SHOULDER,
    GFLA_RIG_L_ELBOW,
    GFLA_RIG_L_WRIST,
    GFLA_RIG_HEAD,
    GFLA_RIG_HEAD_END,
    GFLA_RIG_JOINTS
};

struct gfla_rig {
    const struct gfla_skeleton *skeleton;
    int joints[GFLA_RIG_JOINTS]; /* nodes; -1: the file has none */
};

/* Where the joints are in the world. */
struct gfla_rig_pose {
    double joints[GFLA_RIG_JOINTS][3];
    double head[9]; /* turns (and scales) what the head carries into the world */
};

/* The skeleton must outlive the rig. GFLA_ERROR_INPUT names joints that are missing. */
gfla_status gfla_rig_find(struct gfla_rig *rig, const struct gfla_skeleton *skeleton);
/* At a time in the animation's ticks. GFLA_ERROR_INPUT where a position is no number. */
gfla_status gfla_rig_take(const struct gfla_rig *rig, double ticks, struct gfla_rig_pose *pose);

/* What a node's name says, for tests: 'L', 'R' or 0, and the rest in lower case without the words of programs. */
char gfla_rig_side(const char *name, char word[64]);

#endif
