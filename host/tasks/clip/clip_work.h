/* tasks/clip/clip_work.h - a picture that moves as a sequence says: all that `gfla animate` and `gfla face` have in common, from their options to
 * the report. What differs is what their networks see of a person or of a face: the steps of a task. */
#ifndef GFLA_TASKS_CLIP_CLIP_WORK_H
#define GFLA_TASKS_CLIP_CLIP_WORK_H

#include "tasks/clip/clip_frames.h"

#define CLIP_BACKGROUND 255 /* around pictures whose aspect is kept */

/* What the command line of both says. */
struct clip_asked {
    const char *image, *source_points; /* the reference picture, and its key points (NULL: beside it) */
    struct people_asked model;
    struct pose_track_params track;
    int frame_width, frame_height;     /* of the frames that the key points are of; 0: not said */
    double frames_per_second;          /* 0: not said */
    bool pad, beside;
};

enum { CLIP_KEY_WEIGHTS = CLI_KEY + 64, CLIP_KEY_SIZE, CLIP_KEY_FIT, CLIP_KEY_FPS, CLIP_KEY_BESIDE, CLIP_KEY_FIRST, CLIP_KEY_FRAMES,
       CLIP_KEY_STRICT };

/* Rows of a command's options, and what parses them and the operands IMAGE and SEQUENCE ("poses", "landmarks"). */
#define CLIP_OPTIONS(network)                                                                                                              \
    {"weights", CLIP_KEY_WEIGHTS, "FILE", 0,                                                                                               \
     "weights of the network " network ": a published checkpoint (.pth), .safetensors, or the name of a bundled model", 0},                \
        {"size", CLIP_KEY_SIZE, "WxH", 0, "size of the network's pictures, multiples of 32 (default 256x256)", 0},                         \
        {"fit", CLIP_KEY_FIT, 0, 0, "keep the aspect of IMAGE and of the frames (default: stretch them to the network's)", 0},             \
        {"fps", CLIP_KEY_FPS, "N", 0, "frames per second (default: of a driving video, else 25)", 0},                                      \
        {"beside", CLIP_KEY_BESIDE, 0, 0, "show IMAGE and what drives the frame beside each frame", 0},                                    \
        {"first", CLIP_KEY_FIRST, "N", 0, "begin with number N of the sequence, from 0", 0},                                               \
        {"frames", CLIP_KEY_FRAMES, "N", 0, "make N frames (default: all)", 0},                                                            \
        {"strict", CLIP_KEY_STRICT, 0, 0,                                                                                                  \
         "a frame that cannot be read, or a number left out, ends everything (default: it is named and left out)", 0}
error_t clip_asked_parse(struct clip_asked *asked, const char *sequence, int key, char *arg, struct argp_state *state);

/* One animation. */
struct clip_work {
    struct cli *cli;
    const struct clip_asked *asked;
    gfla_device *device;
    struct pose_track track;
    struct clip_model model;
    struct clip_output output;
    struct gfla_fit fit; /* of the reference picture */
    struct gfla_image reference; /* of the network's size */
    struct gfla_keypoints reference_points; /* in its pixels */
    double frames_per_second;
    struct gfla_text job; /* everything that changes the frames */
};

/* What a task does, in the order in which it is called. `context` is the task's own, which has the clip_work. */
struct clip_steps {
    void *context;
    /* Appends to the job what the common options do not say. */
    void (*describe)(void *context, struct gfla_text *job);
    /* Once device and network are open: opens what makes structures, and what else drives the frames. */
    gfla_status (*open)(void *context);
    /* The structure of the reference picture. */
    gfla_status (*reference)(void *context, float *structure);
    /* Brings the poses of the track into pixels of the network's pictures. */
    gfla_status (*poses)(void *context);
    struct clip_source source;
};

/* All of it; work->cli and work->asked are set. `source` says how the key points of the reference picture are read. */
gfla_status clip_work_run(struct clip_work *work, const struct gfla_keypoints_params *source, const struct clip_steps *steps);
void clip_work_close(struct clip_work *work);

/* How a picture of this size comes into the network's. */
struct gfla_fit clip_work_fit(const struct clip_work *work, int width, int height);

#endif
