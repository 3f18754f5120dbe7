/* tasks/clip/clip_work.h - an image that moves as a sequence says: all that `gfla animate` and `gfla face` have in
 * common, from their options to the report. What differs is what their networks see of a person or of a face: the steps
 * of a task. */
#ifndef GFLA_TASKS_CLIP_CLIP_WORK_H
#define GFLA_TASKS_CLIP_CLIP_WORK_H

#include "tasks/clip/clip_frames.h"

#define GFLA_CLIP_BACKGROUND 255 /* around images whose aspect is kept */

/* What the command line of both says. */
struct gfla_clip_options {
    const char *image, *source_points; /* the reference image, and its key points (NULL: beside it) */
    struct gfla_people_options model;
    struct gfla_pose_track_params track;
    int frame_width, frame_height; /* of the frames that the key points are of; 0: not said */
    double frames_per_second;      /* 0: not said */
    bool pad, beside;
};

enum {
    GFLA_CLIP_KEY_WEIGHTS = CLI_KEY + 64,
    GFLA_CLIP_KEY_SIZE,
    GFLA_CLIP_KEY_FIT,
    GFLA_CLIP_KEY_FPS,
    GFLA_CLIP_KEY_BESIDE,
    GFLA_CLIP_KEY_FIRST,
    GFLA_CLIP_KEY_FRAMES,
    GFLA_CLIP_KEY_STRICT
};

/* Rows of a command's options, and what parses them and the operands IMAGE and SEQUENCE ("poses", "landmarks"). */
#define GFLA_CLIP_OPTIONS(network)                                                                                      \
    {"weights",                                                                                                         \
     GFLA_CLIP_KEY_WEIGHTS,                                                                                             \
     "FILE",                                                                                                            \
     0,                                                                                                                 \
     "weights of the network " network                                                                                  \
     ": a published checkpoint (.pth), .safetensors, or the name of a bundled model",                                   \
     0},                                                                                                                \
        {"size", GFLA_CLIP_KEY_SIZE, "WxH", 0, "size of the network's pictures, multiples of 32 (default 256x256)", 0}, \
        {"fit",                                                                                                         \
         GFLA_CLIP_KEY_FIT,                                                                                             \
         0,                                                                                                             \
         0,                                                                                                             \
         "keep the aspect of IMAGE and of the frames (default: stretch them to the network's)",                         \
         0},                                                                                                            \
        {"fps", GFLA_CLIP_KEY_FPS, "N", 0, "frames per second (default: of a driving video, else 25)", 0},              \
        {"beside", GFLA_CLIP_KEY_BESIDE, 0, 0, "show IMAGE and what drives the frame beside each frame", 0},            \
        {"first", GFLA_CLIP_KEY_FIRST, "N", 0, "begin with number N of the sequence, from 0", 0},                       \
        {"frames", GFLA_CLIP_KEY_FRAMES, "N", 0, "make N frames (default: all)", 0},                                    \
    {                                                                                                                   \
        "strict", GFLA_CLIP_KEY_STRICT, 0, 0,                                                                           \
            "a frame that cannot be read, or a number left out, ends everything (default: it is named and left out)",   \
            0                                                                                                           \
    }
error_t gfla_clip_options_parse(struct gfla_clip_options *asked, const char *sequence, int key, char *arg,
                                struct argp_state *state);

/* One animation. */
struct gfla_clip_transfer {
    struct cli *cli;
    const struct gfla_clip_options *asked;
    gfla_device *device;
    struct gfla_pose_track track;
    struct gfla_clip_model model;
    struct gfla_clip_output output;
    struct gfla_fit fit;                    /* of the reference image */
    struct gfla_bitmap reference;           /* of the network's size */
    struct gfla_keypoints reference_points; /* in its pixels */
    double frames_per_second;
    struct gfla_text job; /* everything that changes the frames */
};

/* What a task does, in the order in which it is called. `context` is the task's own, which has the clip_transfer. */
struct gfla_clip_steps {
    void *context;
    /* Appends to the job what the common options do not say. */
    void (*describe)(void *context, struct gfla_text *job);
    /* Once device and network are open: opens what makes structures, and what else drives the frames. */
    gfla_status (*open)(void *context);
    /* The structure of the reference image. */
    gfla_status (*reference)(void *context, float *structure);
    /* Brings the poses of the track into pixels of the network's images. */
    gfla_status (*poses)(void *context);
    struct gfla_clip_source source;
};

/* All of it; work->cli and work->asked are set. `source` says how the key points of the reference image are read. */
gfla_status gfla_clip_transfer_run(struct gfla_clip_transfer *work, const struct gfla_keypoints_params *source,
                                   const struct gfla_clip_steps *steps);
void gfla_clip_transfer_close(struct gfla_clip_transfer *work);

/* How an image of this size comes into the network's. */
struct gfla_fit gfla_clip_transfer_fit(const struct gfla_clip_transfer *work, int width, int height);

#endif
