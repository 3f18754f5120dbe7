/* tasks/clip/clip_output.h - where the frames of an animation go: into one file (.gif, .mp4 ...), or one by one into a
 * folder, which a later run can go on with. */
#ifndef GFLA_TASKS_CLIP_CLIP_OUTPUT_H
#define GFLA_TASKS_CLIP_CLIP_OUTPUT_H

#include "base/output.h"
#include "base/shape.h"
#include "io/animation/animation.h"

/* Starts as {0}. */
struct gfla_clip_output {
    const char *path;          /* borrowed */
    gfla_animation *animation; /* of one file; NULL: a folder */
    struct gfla_shape shape;   /* of an image of the network [3, h, w], which a folder remembers the last of */
    size_t n_frames;           /* in all */
    size_t n_done;             /* of them, by an earlier run */
    char state[1024];          /* the file that remembers it */
    const char *job;           /* what was asked for: another job does not go on with this folder */
};

/* What there is to be written. */
struct gfla_clip_output_params {
    const char *path; /* an animation, or a folder */
    enum gfla_existing existing;
    const char *job; /* names inputs and settings, and lives as long as the output */
    size_t n_frames;
    int width, height; /* of the network's images */
};

/* Before the work: whether the output may be written, and for a folder with GFLA_EXISTING_SKIP how far an earlier run
 * came: frames 0 .. *n_done - 1 are there. *skip: everything is there. */
gfla_status gfla_clip_output_allow(struct gfla_clip_output *output, const struct gfla_clip_output_params *params,
                                   bool *skip, size_t *n_done);
/* For n_done > 0: the network's image of frame n_done - 1, exactly as it was. */
gfla_status gfla_clip_output_recall(const struct gfla_clip_output *output, float *image);

/* Begins to write; where nothing is gone on with, a folder's frames of other jobs go first, so that what is there is of
 * one job whenever this one is killed. width and height of the frames that are shown. */
gfla_status gfla_clip_output_open(struct gfla_clip_output *output, int width, int height, double frames_per_second);
/* Frame number `index` as it is shown, and the network's image it came from. */
gfla_status gfla_clip_output_add(struct gfla_clip_output *output, size_t index, const struct gfla_bitmap *shown,
                                 const float *image);
/* Ends the file. After an interruption a folder keeps what it has, a file is not written. */
gfla_status gfla_clip_output_finish(struct gfla_clip_output *output);
void gfla_clip_output_close(struct gfla_clip_output *output);

#endif
