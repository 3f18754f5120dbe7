/* tasks/clip/clip_frames.h - the loop of an animation: key points in, frames out, one at a time. */
#ifndef GFLA_TASKS_CLIP_CLIP_FRAMES_H
#define GFLA_TASKS_CLIP_CLIP_FRAMES_H

#include "base/batch.h"
#include "tasks/clip/clip_output.h"
#include "tasks/clip/clip_session.h"

/* Where the points of a frame come from. */
struct gfla_clip_source {
    void *context;
    /* The points of frame `index` in pixels of the network's images, and the frame that they were found in (NULL:
     * none). GFLA_ERROR_INPUT: this frame cannot be made; it is named and left out, and the others go on, unless
     * strict. */
    gfla_status (*frame)(void *context, size_t index, const struct gfla_keypoints **points,
                         const struct gfla_bitmap **driving);
};

struct gfla_clip_frames {
    struct gfla_clip_session *session; /* with its reference */
    struct gfla_clip_output *output;
    struct gfla_clip_source source;
    const char *path;         /* of the sequence, for messages */
    size_t n_frames, n_done;  /* n_done: by an earlier run */
    double frames_per_second; /* of the output */
    bool side_by_side;        /* reference, driving frame and frame in one image */
    bool strict;              /* a frame that cannot be made ends everything */
    struct gfla_batch counts;
    double seconds; /* of the network, for the frames of this run */
    size_t n_made;
};

/* Makes all frames and finishes the output. GFLA_ERROR_PARTIAL: frames were left out, each is in the log. */
gfla_status gfla_clip_frames_run(struct gfla_clip_frames *frames);

#endif
