/* tasks/clip/clip_frames.h - the loop that `gfla animate` and `gfla face` share: structures in, frames out, one at a
 * time. */
#ifndef GFLA_TASKS_CLIP_CLIP_FRAMES_H
#define GFLA_TASKS_CLIP_CLIP_FRAMES_H

#include "tasks/clip/clip_model.h"
#include "tasks/clip/clip_output.h"
#include "tasks/pose/pose_track.h"
#include "people/fit.h"

/* Where the structure of a frame comes from. */
struct gfla_clip_source {
    void *context;
    /* Writes the structure [c, h, w] of frame `index`. GFLA_ERROR_INPUT: this frame cannot be made; it is named and
     * left out, and the others go on, unless strict. */
    gfla_status (*structure)(void *context, size_t index, float *structure);
    /* An image of what drives the frame whose structure was asked for last, of the network's size, for --beside. */
    gfla_status (*driver)(void *context, struct gfla_bitmap *image);
};

struct gfla_clip_frames {
    struct cli *cli;
    struct gfla_clip_model *model;
    struct gfla_clip_output *output;
    const struct gfla_clip_source *source;
    struct gfla_fit fit;                 /* of the reference image: its surroundings are cut off */
    const struct gfla_bitmap *reference; /* of the network's size; shown with --beside */
    size_t n_frames, n_done;             /* n_done: by an earlier run */
    double frames_per_second;            /* of the output */
    bool beside;                         /* show reference, driver and frame side by side */
    bool strict;                         /* a frame that cannot be made ends everything */
    double seconds;                      /* of the network, for the frames of this run */
    size_t n_made;
};

/* Makes all frames and finishes the output. The reference was given to the model. GFLA_ERROR_PARTIAL when frames were
 * left out. */
gfla_status gfla_clip_frames_run(struct gfla_clip_frames *frames);

/* Says what was made, of which poses, on which device; with --json as JSON. */
gfla_status gfla_clip_frames_report(const struct gfla_clip_frames *frames, const gfla_device *device,
                                    const struct gfla_pose_track *track);

#endif
