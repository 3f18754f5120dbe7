/* io/keypoints/joint_parts.h - the parts of a body that joints of all sets are. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_JOINT_PARTS_H
#define GFLA_IO_KEYPOINTS_JOINT_PARTS_H

#include "io/keypoints/keypoints.h"

enum gfla_part {
    GFLA_PART_NOSE,
    GFLA_PART_NECK,
    GFLA_PART_R_SHOULDER,
    GFLA_PART_R_ELBOW,
    GFLA_PART_R_WRIST,
    GFLA_PART_L_SHOULDER,
    GFLA_PART_L_ELBOW,
    GFLA_PART_L_WRIST,
    GFLA_PART_HIP,
    GFLA_PART_R_HIP,
    GFLA_PART_R_KNEE,
    GFLA_PART_R_ANKLE,
    GFLA_PART_L_HIP,
    GFLA_PART_L_KNEE,
    GFLA_PART_L_ANKLE,
    GFLA_PART_R_EYE,
    GFLA_PART_L_EYE,
    GFLA_PART_R_EAR,
    GFLA_PART_L_EAR,
    GFLA_PART_L_BIG_TOE,
    GFLA_PART_L_SMALL_TOE,
    GFLA_PART_L_HEEL,
    GFLA_PART_R_BIG_TOE,
    GFLA_PART_R_SMALL_TOE,
    GFLA_PART_R_HEEL,
    GFLA_PART_SPINE,
    GFLA_PART_HEAD,
    GFLA_PARTS,
};

/* Where a part is: a joint of the set, or the mean of two others, as gfla_keypoints_convert makes it. Confidence 0: it
 * is not known. The set is a body's. */
struct gfla_joint gfla_find_part(const struct gfla_keypoints *points, enum gfla_part part);

#endif
