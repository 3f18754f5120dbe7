/* tasks/clip/clip_driving.h - the frames that landmarks were found in: a video, or a folder of images. */
#ifndef GFLA_TASKS_CLIP_CLIP_DRIVING_H
#define GFLA_TASKS_CLIP_CLIP_DRIVING_H

#include "tasks/clip/clip_session.h"
#include "io/animation/video.h"

/* Starts as {0}. Belongs to one thread. */
struct gfla_clip_driving {
    const char *path;
    gfla_video *video;        /* NULL: none */
    struct gfla_bitmap frame; /* the last that was read, of the network's size */
};

/* GFLA_ERROR_INPUT: it cannot be read, or has fewer frames than number first + n - 1. */
gfla_status gfla_clip_driving_open(struct gfla_clip_driving *driving, const char *path, size_t first, size_t n);
void gfla_clip_driving_close(struct gfla_clip_driving *driving);

/* Reads frame `number` of the video, brought to the size of the session's network. */
gfla_status gfla_clip_driving_read(struct gfla_clip_driving *driving, const struct gfla_clip_session *session,
                                   size_t number);

#endif
