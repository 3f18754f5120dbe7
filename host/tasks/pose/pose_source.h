/* tasks/pose/pose_source.h - the poses that are drawn: of files, or of motion capture. */
#ifndef GFLA_TASKS_POSE_POSE_SOURCE_H
#define GFLA_TASKS_POSE_POSE_SOURCE_H

#include "io/keypoints/keypoints_list.h"
#include "viewsynth/render/motion.h"

struct gfla_pose_source_params {
    /* what gfla_keypoints_list_open takes, or motion capture (gfla_pose_track_is_motion) */
    const char *path;                     /* "-": one pose of standard input */
    struct gfla_keypoints_select of_file; /* with a name: this one alone */
    struct gfla_motion_params of_motion;
};

struct gfla_pose_source {
    const char *path;
    struct gfla_keypoints_select of_file;
    gfla_keypoints_list *list; /* or */
    gfla_motion *motion;       /* NULL both: one pose, by its name or of standard input */
    struct gfla_keypoints one; /* that of standard input, which is read once */
    bool has_one;
    int width, height; /* of the image that poses of motion capture or `one` are in; 0: not known */
    size_t n;
    gfla_arena *texts;
    const char **names; /* of the poses, n of them, no two alike */
};
gfla_status gfla_pose_source_open(struct gfla_pose_source *source, const struct gfla_pose_source_params *params);
void gfla_pose_source_close(struct gfla_pose_source *source);

gfla_status gfla_pose_source_read(const struct gfla_pose_source *source, size_t index, struct gfla_keypoints *points);

/* The size of the image that the poses were found in, where the source knows it: of drawings, and of motion capture;
 * else 0. */
gfla_status gfla_pose_source_size(const struct gfla_pose_source *source, int *width, int *height);
/* A size that holds all points: as much room to the right of them as to the left, and below as above; at least a tenth
 * of what they take. 1 where there are none. GFLA_ERROR_INPUT: larger than images may be. */
gfla_status gfla_pose_source_extent(const struct gfla_pose_source *source, int *width, int *height);

#endif
