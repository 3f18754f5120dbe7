/* tasks/clip/clip_transfer.h - an image that moves as a sequence of key points says, from files to files: people
 * (`gfla animate`) and faces (`gfla face`). A caller prepares, runs and closes. */
#ifndef GFLA_TASKS_CLIP_CLIP_TRANSFER_H
#define GFLA_TASKS_CLIP_CLIP_TRANSFER_H

#include "base/text.h"
#include "tasks/clip/clip_driving.h"
#include "tasks/clip/clip_frames.h"
#include "tasks/clip/clip_poses.h"
#include "tasks/pose/pose_track.h"

/* Strings are borrowed as long as the transfer is open. */
struct gfla_clip_options {
    enum gfla_clip_kind kind;
    const char *image;                   /* the reference */
    const char *source_points;           /* its key points; NULL: beside it */
    int source_person;                   /* of several people in these; -1: the largest */
    struct gfla_people_options model;    /* the network, but for .models */
    struct gfla_pose_track_params track; /* the sequence */
    int frame_width, frame_height; /* of the frames that it is of; 0: of the driving frames, of motion capture 256,
                                            else of the reference */
    double frames_per_second;      /* of the output, and of motion capture; 0: of a driving video, else 25 */
    bool pad;                      /* keep the aspect of images */
    bool side_by_side;             /* show reference, driving frame and frame in one image */
    const char *output;            /* an animation, or a folder */
    enum gfla_existing existing;
    const char *motion;  /* people: weights of the network motion, or its bundled name; NULL: none */
    int motion_window;   /* 0: GFLA_MOTION_WINDOW */
    const char *driving; /* faces: a video or folder of the frames that the landmarks are of; NULL: none */
};

struct gfla_clip_result {
    bool was_there;                 /* everything existed already: nothing was made */
    size_t n_made, n_bad, n_nobody; /* frames; of the poses, those that could not be read, and that show nobody */
    double seconds;                 /* of the network, for all frames */
};

/* Starts as {0}. Belongs to one thread. */
struct gfla_clip_transfer {
    struct gfla_clip_options options;
    char found[1200]; /* the key points beside the reference */
    const char *source_points;
    struct gfla_pose_track track;
    struct gfla_clip_session session;
    struct gfla_clip_output output;
    struct gfla_clip_driving driving;
    struct gfla_text job; /* everything that changes the frames */
};

/* Reads the sequence. Needs no device. */
gfla_status gfla_clip_transfer_prepare(struct gfla_clip_transfer *transfer, const struct gfla_clip_options *options);
/* All the rest. GFLA_ERROR_PARTIAL: some frames were left out; *result is filled in then too. */
gfla_status gfla_clip_transfer_run(struct gfla_clip_transfer *transfer, gfla_device *device,
                                   struct gfla_clip_result *result);
void gfla_clip_transfer_close(struct gfla_clip_transfer *transfer);

#endif
