/* people/inside.h - whether key points lie in the image that they are said to be of. */
#ifndef GFLA_PEOPLE_INSIDE_H
#define GFLA_PEOPLE_INSIDE_H

#include "io/keypoints/keypoints.h"

/* Joints that are there, but outside of an image of this size. */
int gfla_points_outside(const struct gfla_keypoints *points, int width, int height);
/* GFLA_ERROR_INPUT where all joints that are there lie outside, and a warning where most do; both end in the hint. Nobody
 * is fine. */
gfla_status gfla_points_check_inside(const struct gfla_keypoints *points, int width, int height, const char *hint);

/* What to say of the size of images that key points of another file are in, and of those of the image itself. */
#define GFLA_HINT_POSE_SIZE "--pose-size WxH, the size of the picture that they were found in"
#define GFLA_HINT_FRAME_SIZE "--frame-size WxH, the size of the frames that they were found in"
#define GFLA_HINT_SOURCE                                                                                               \
    "they are in pixels of the picture itself, at its size in the file; --pose-size and --frame-size are for the "     \
    "others"

#endif
