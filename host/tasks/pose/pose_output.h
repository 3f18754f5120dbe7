/* tasks/pose/pose_output.h - where drawings of poses go: one image, a sheet of several, an animation, or
 * a folder. */
#ifndef GFLA_TASKS_POSE_POSE_OUTPUT_H
#define GFLA_TASKS_POSE_POSE_OUTPUT_H

#include "base/output.h"
#include "tasks/pose/pose_source.h"
#include "io/animation/animation.h"
#include "io/draw/image_table.h"

/* Starts as {0}. Strings are borrowed. */
struct gfla_pose_output {
    const char *path; /* "-": standard output */
    size_t n_poses;
    double fps;
    gfla_animation *animation;
    struct gfla_image_table table; /* of a sheet */
    int width, height;             /* of its images */
};

/* Before the work: whether the output may be written. GFLA_ERROR_USAGE: the output's extension is of
 * no format, or there are too many poses for a sheet. */
gfla_status gfla_pose_output_allow(struct gfla_pose_output *output, const char *path, enum gfla_existing existing,
                                   const struct gfla_pose_source *source, double fps, bool *skip);
/* Takes the image of a pose: *image is empty afterwards, also on failure. `name` is that of the source. */
gfla_status gfla_pose_output_add(struct gfla_pose_output *output, const char *name, const struct gfla_keypoints *points,
                                 struct gfla_bitmap *image);
gfla_status gfla_pose_output_finish(struct gfla_pose_output *output);
/* Without finish, no animation or sheet remains. */
void gfla_pose_output_close(struct gfla_pose_output *output);

#endif
