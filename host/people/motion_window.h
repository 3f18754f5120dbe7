/* people/motion_window.h - poses over time as the motion network takes and gives them: [34, frames], the y of 17
 * joints, then their x, as 2 p / 256 - 1 of an image of 256 pixels. */
#ifndef GFLA_PEOPLE_MOTION_WINDOW_H
#define GFLA_PEOPLE_MOTION_WINDOW_H

#include "io/keypoints/keypoints.h"

#define GFLA_MOTION_JOINTS 17
#define GFLA_MOTION_SIDE 256 /* of the image that the network was trained on */

/* values[34][n_frames] of the poses from number `first` on, which may be negative: in front of the first pose is the
 * first, behind the last the last. All have 17 joints (COCO-17) in pixels of an image of GFLA_MOTION_SIDE. A joint that
 * is missing is -1, as published; nobody is 0 everywhere. */
void gfla_motion_window_fill(const struct gfla_keypoints *poses, size_t n_poses, ptrdiff_t first, int n_frames,
                             float *values);

/* Frame number `frame` of values[34][n_frames] as a pose of Human3.6M-17 with every joint there. */
void gfla_motion_window_read(const float *values, int n_frames, int frame, struct gfla_keypoints *pose);

#endif
