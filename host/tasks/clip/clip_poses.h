/* tasks/clip/clip_poses.h - poses of a sequence brought into what a recurrent network of people takes. */
#ifndef GFLA_TASKS_CLIP_CLIP_POSES_H
#define GFLA_TASKS_CLIP_CLIP_POSES_H

#include "tasks/clip/clip_session.h"

#define GFLA_MOTION_WINDOW 24 /* clean frames that one run gives by default: of 104, as published */

struct gfla_clip_poses_options {
    int frame_width, frame_height;     /* of the frames that the poses are of; 0: of the reference image */
    struct gfla_people_options motion; /* the network motion, which makes poses clean; weights NULL: as they are */
    int window;                        /* poses that it makes clean at once; 0: GFLA_MOTION_WINDOW */
};

/* Brings poses[n] into pixels of the network's images, cleaned where the options say so. The reference is set. */
gfla_status gfla_clip_poses_prepare(const struct gfla_clip_session *session,
                                    const struct gfla_clip_poses_options *options, struct gfla_keypoints *poses,
                                    size_t n);

#endif
