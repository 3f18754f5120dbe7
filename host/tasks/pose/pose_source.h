/* tasks/pose/pose_source.h - the poses that `gfla pose` draws: of files, or of motion capture. */
#ifndef GFLA_TASKS_POSE_POSE_SOURCE_H
#define GFLA_TASKS_POSE_POSE_SOURCE_H

#include "io/keypoints/keypoints_list.h"
#include "viewsynth/render/motion.h"

#define POSE_NAME 256

struct pose_source_params {
    const char *path;                      /* what gfla_keypoints_list_open takes, or motion capture (pose_track_is_motion) */
    struct gfla_keypoints_params of_file;  /* with a name: this one alone */
    struct gfla_motion_params of_motion;
};

struct pose_source {
    const char *path;
    struct gfla_keypoints_params of_file;
    gfla_keypoints_list *list; /* or */
    gfla_motion *motion;       /* NULL both: one pose by its name */
    int width, height;         /* of the picture that poses of motion capture are in */
    size_t n;
};
gfla_status pose_source_open(struct pose_source *source, const struct pose_source_params *params);
void pose_source_close(struct pose_source *source);

/* Of a pose, for messages and names of outputs: without folder and extension. */
void pose_source_name(const struct pose_source *source, size_t index, char name[POSE_NAME]);
gfla_status pose_source_read(const struct pose_source *source, size_t index, struct gfla_keypoints *points);

/* The size of the picture that the poses were found in, where the source knows it: of drawings, and of motion capture; else 0. */
gfla_status pose_source_size(const struct pose_source *source, int *width, int *height);
/* A size that holds all points: as much room to the right of them as to the left, and below as above; at least a tenth of what they take.
 * 1 where there are none. GFLA_ERROR_INPUT: larger than pictures may be. */
gfla_status pose_source_extent(const struct pose_source *source, int *width, int *height);

#endif
