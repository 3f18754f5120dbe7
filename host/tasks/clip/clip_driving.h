/* tasks/clip/clip_driving.h - the frames that landmarks were found in: a video, or a folder of images. */
#ifndef GFLA_TASKS_CLIP_CLIP_DRIVING_H
#define GFLA_TASKS_CLIP_CLIP_DRIVING_H

#include "tasks/clip/clip_session.h"
#include "tasks/pose/pose_track.h"
#include "io/animation/video.h"
#include "io/keypoints/frame_pairs.h"

/* Starts as {0}. Belongs to one thread. */
struct gfla_clip_driving {
    const char *path;
    gfla_video *video;        /* NULL: none */
    struct gfla_bitmap frame; /* the last that was read, of the network's size */
    /* which frame each set of landmarks of a track belongs to; empty: the first to the first */
    struct gfla_frame_pairs pairs;
};

/* Of n landmarks that belong to the first frames, one each. GFLA_ERROR_INPUT: it cannot be read, or has fewer frames. */
gfla_status gfla_clip_driving_open(struct gfla_clip_driving *driving, const char *path, size_t n);
/* Of the landmarks of a track, which belong to the frames of their numbers (io/keypoints/frame_pairs.h).
 * GFLA_ERROR_INPUT: it cannot be read, or the last of the landmarks that are used have no frame; with `strict`, or any
 * of them. Others without a frame are said in the log. */
gfla_status gfla_clip_driving_open_for(struct gfla_clip_driving *driving, const char *path,
                                       const struct gfla_pose_track *track, bool strict);
void gfla_clip_driving_close(struct gfla_clip_driving *driving);

/* Reads the frame of landmarks number `index`, counted from the first that there are, brought to the size of the
 * session's network. GFLA_ERROR_INPUT: they have none, or it cannot be read. */
gfla_status gfla_clip_driving_read(struct gfla_clip_driving *driving, const struct gfla_clip_session *session,
                                   size_t index);

#endif
