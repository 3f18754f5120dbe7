/* tests/fuzz/check_points.h - what key points promise that a reader accepted, in every set. */
#ifndef GFLA_TESTS_FUZZ_CHECK_POINTS_H
#define GFLA_TESTS_FUZZ_CHECK_POINTS_H

#include <math.h>

#include "io/keypoints/keypoints.h"
#include "tests/fuzz/fuzz.h"

static inline void check_points(const struct gfla_keypoints *points)
{
    fuzz_require(points->n == 0 || points->n == gfla_joint_set_size(points->set), "as many points as the set has");
    for (int i = 0; i < points->n; i++) {
        const struct gfla_joint *joint = &points->joint[i];
        fuzz_require(fabs(joint->x) <= 1e6 && fabs(joint->y) <= 1e6, "points are within a million pixels");
        fuzz_require(joint->confidence >= 0 && joint->confidence <= 1e6, "confidences are not negative");
    }
    for (enum gfla_joint_set set = 0; set < GFLA_JOINTS_SETS; set++) {
        struct gfla_keypoints other;
        if (gfla_keypoints_convert(&other, set, points) == GFLA_OK)
            fuzz_require(other.n == 0 || other.n == gfla_joint_set_size(set), "converted, as many as the set has");
    }
}

#endif
