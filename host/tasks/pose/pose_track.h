/* tasks/pose/pose_track.h - the poses of an animation, all read and checked before the first frame is made. */
#ifndef GFLA_TASKS_POSE_POSE_TRACK_H
#define GFLA_TASKS_POSE_POSE_TRACK_H

#include "io/keypoints/keypoints_list.h"
#include "viewsynth/render/motion.h"

struct gfla_pose_track_params {
    const char *path;    /* what gfla_keypoints_list_open takes, or motion capture (gfla_pose_track_is_motion) */
    double fps, azimuth; /* of motion capture: poses per second, and the camera's angle, see render/motion.h */
    bool in_place;       /* likewise: the person does not walk away */
    /* of the image that poses are of: motion capture is seen in it (0: 256), and coordinates that are fractions of it
     * are scaled by it (0: they are refused) */
    int width, height;
    int person;            /* of several people; -1: the largest */
    bool face;             /* the faces in JSON files, not the bodies */
    bool coco_17, h36m_17; /* see gfla_keypoints_select */
    size_t first, n;       /* from this pose on, so many at the most; 0: all */
    bool strict;           /* a pose that cannot be read, and numbers that are left out, are errors */
    bool whole;            /* a pose that cannot be read is an error; nobody in any of them is not */
};

struct gfla_pose_track {
    gfla_keypoints_list *list; /* NULL: motion capture */
    gfla_motion *motion;       /* NULL: a list; seen in an image of 256 x 256 */
    struct gfla_keypoints *poses;
    bool *is_bad; /* could not be read */
    size_t first, n;
    size_t n_nobody, n_bad;
    int width, height; /* of the image that all poses are of, where their files say it; else 0 */
};

/* Logs how many poses show nobody and which numbers are missing. GFLA_ERROR_INPUT: there is no pose,
 * or none that shows somebody. */
gfla_status gfla_pose_track_open(struct gfla_pose_track *track, const struct gfla_pose_track_params *params);
void gfla_pose_track_close(struct gfla_pose_track *track);

/* Whether the file is called as files of motion capture are: .bvh, .fbx, .dae, .glb, .gltf. */
bool gfla_pose_track_is_motion(const char *path);

/* The error of a pose that could not be read; GFLA_OK for others. */
gfla_status gfla_pose_track_check(const struct gfla_pose_track *track, size_t index);

#endif
