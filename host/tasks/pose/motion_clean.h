/* tasks/pose/motion_clean.h - noisy poses of a sequence made clean by the motion network. */
#ifndef GFLA_TASKS_POSE_MOTION_CLEAN_H
#define GFLA_TASKS_POSE_MOTION_CLEAN_H

#include "tasks/model/people_model.h"
#include "io/keypoints/keypoints.h"

/* Replaces each pose (COCO-17, pixels of an image of GFLA_MOTION_SIDE) by a clean one (Human3.6M-17). Runs over
 * `window` poses at a time with 40 more on either side, at the ends repetitions; the network's norms span these, so the
 * window is part of the result. model: weights of the network "motion", as the struct takes them. */
gfla_status gfla_motion_clean(gfla_device *device, const struct gfla_people_options *model, int window,
                              struct gfla_keypoints *poses, size_t n);

#endif
