/* render/motion_rig.h - the skeleton of an animated file: which node is which joint, and where it is at a time. Private to
 * viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_MOTION_RIG_H
#define VIEWSYNTH_RENDER_MOTION_RIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct aiScene;
struct aiNode;
struct aiAnimation;
struct aiNodeAnim;

/* Left joints follow the right ones. What is behind the wrists may be absent. */
enum gfla_rig_joint {
    GFLA_RIG_R_HIP, GFLA_RIG_R_KNEE, GFLA_RIG_R_ANKLE, GFLA_RIG_R_SHOULDER, GFLA_RIG_R_ELBOW, GFLA_RIG_R_WRIST,
    GFLA_RIG_L_HIP, GFLA_RIG_L_KNEE, GFLA_RIG_L_ANKLE, GFLA_RIG_L_SHOULDER, GFLA_RIG_L_ELBOW, GFLA_RIG_L_WRIST,
    GFLA_RIG_HEAD, GFLA_RIG_HEAD_END, GFLA_RIG_JOINTS
};

/* Row-major: out = turn * in + move. */
struct gfla_rig_place {
    double turn[9], move[3];
};

struct gfla_rig_node {
    int parent; /* smaller than its own number; -1 */
    const struct aiNode *node;
    const struct aiNodeAnim *channel; /* NULL: it does not move within its parent */
};

struct gfla_rig {
    struct gfla_rig_node *nodes;
    int n_nodes;
    int joints[GFLA_RIG_JOINTS]; /* nodes; -1: the file has none */
};

/* Where the joints are in the world. */
struct gfla_rig_pose {
    double joints[GFLA_RIG_JOINTS][3];
    double head[9]; /* turns (and scales) what the head carries into the world */
};

/* The scene must outlive the rig. GFLA_ERROR_INPUT names joints that are missing. */
gfla_status gfla_rig_create(struct gfla_rig *rig, const struct aiScene *scene, const struct aiAnimation *animation);
void gfla_rig_free(struct gfla_rig *rig);
/* At a time in the animation's ticks. GFLA_ERROR_INPUT where a position is no number. */
gfla_status gfla_rig_take(const struct gfla_rig *rig, double ticks, struct gfla_rig_pose *pose);

/* What a node's name says, for tests: 'L', 'R' or 0, and the rest in lower case without the words of programs. */
char gfla_rig_side(const char *name, char word[64]);

#endif
