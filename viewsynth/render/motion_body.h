/* render/motion_body.h - a body in space, of what a skeleton tells and what is known of heads. Private to
 * viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_MOTION_BODY_H
#define VIEWSYNTH_RENDER_MOTION_BODY_H

#include "io/keypoints/keypoints.h"
#include "viewsynth/render/motion_rig.h"
#include "viewsynth/render/vector.h"

/* The joints of a rig up to the wrists, then what is worked out. */
enum gfla_body_part {
    GFLA_BODY_HIP = GFLA_RIG_HEAD,
    GFLA_BODY_SPINE,
    GFLA_BODY_THORAX,
    GFLA_BODY_NOSE,
    GFLA_BODY_TOP,
    GFLA_BODY_R_EYE,
    GFLA_BODY_L_EYE,
    GFLA_BODY_R_EAR,
    GFLA_BODY_L_EAR,
    GFLA_BODY_PARTS
};

struct gfla_body {
    struct vector at[GFLA_BODY_PARTS];
    struct vector faces[GFLA_BODY_PARTS]; /* the side that it is seen from; zero: from everywhere */
    bool has_head;                        /* parts from the nose on */
    struct vector up, left;               /* of the trunk, units at right angles; forward is left x up */
};

/* What a head carries with it, in its own axes: units. Zero: the file has no head. */
struct gfla_body_head {
    struct vector forward, up;
};

/* Out of a rig's pose, without the head. */
void gfla_body_trunk(const struct gfla_rig_pose *pose, struct gfla_body *body);
/* Adds the head. */
void gfla_body_add_head(const struct gfla_rig *rig, const struct gfla_rig_pose *pose, const struct gfla_body_head *head,
                        struct gfla_body *body);
/* Adds one moment to an average: heads look, by and large, where their trunks face, whatever axes a file gives them. */
void gfla_body_learn_head(const struct gfla_rig_pose *pose, const struct gfla_body *body, struct gfla_body_head *sum);

/* The parts that the joints of a set are; set is COCO-18 or Human3.6M-17. */
const enum gfla_body_part *gfla_body_parts_of(enum gfla_joint_set set);

struct gfla_motion;
/* Pose number `index` of a motion in space: x to the image's right, y upwards, z towards the camera, in units of the
 * file. */
gfla_status gfla_motion_body(const struct gfla_motion *motion, size_t index, struct gfla_body *body);

#endif
