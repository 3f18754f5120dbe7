/* tasks/pose/pose_jobs.h - what a batch of pose transfers has to make: a list of source images with their poses and of
 * poses to bring them into. */
#ifndef GFLA_TASKS_POSE_POSE_JOBS_H
#define GFLA_TASKS_POSE_POSE_JOBS_H

#include "base/memory.h"
#include "io/keypoints/annotations.h"

/* One image to make. Strings belong to the list, or to the caller of gfla_pose_jobs_list. */
struct gfla_pose_job {
    const char *image; /* of the source */
    /* files of key points, as gfla_keypoints_read_file takes them; with annotations, names in these */
    const char *source_pose;
    const char *target_pose;
    const gfla_annotations *annotations;
    const char *annotation; /* their file; NULL without */
    const char *truth;      /* an image of the person in the target pose; NULL: none is known */
    const char *name;       /* of the output, without extension, its alone: SOURCE_2_TARGET_vis, as published */
};

/* All of them; zeros are an empty list. */
struct gfla_pose_jobs {
    struct gfla_pose_job *items;
    size_t n, capacity;
    gfla_arena *texts; /* owns every string that is not the caller's */
    gfla_annotations *annotations;
    struct gfla_pair_list pairs;
};

/* What there is to be listed. Strings live as long as the jobs. */
struct gfla_pose_jobs_options {
    const char *image, *source_pose, *truth; /* source_pose NULL: beside the image, see pose_beside.h; truth may be */
    const char **poses;                      /* files, or folders of them */
    int n_poses;
    const char *data;               /* a data set (docs/formats.md): its test pairs instead of the above; NULL: none */
    const char *pairs, *annotation; /* other lists than the set's own */
};

/* Every pose with the one image; or all pairs of a data set, whose truth is the target's image. GFLA_ERROR_INPUT: no
 * source pose is there, or a folder has none. */
gfla_status gfla_pose_jobs_list(struct gfla_pose_jobs *jobs, const struct gfla_pose_jobs_options *options);
void gfla_pose_jobs_free(struct gfla_pose_jobs *jobs);

#endif
