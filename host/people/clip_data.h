/* people/clip_data.h - data sets of moving people and faces, as they are laid out for the published code: a folder for
 * each video.
 *
 *   GFLA_CLIP_DANCE   ROOT/PHASE_256/train_A/VIDEO           frames (FashionVideo, iPER; PHASE is train or test,
 *                                                            train_A and what follows are called so in both)
 *                     ROOT/PHASE_256/train_video2d/VIDEO     clean poses, Human3.6M-17
 *                     ROOT/PHASE_256/train_alphapose/VIDEO   noisy poses, as a detector found them
 *                     ROOT/PHASE_256/train_C/VIDEO           masks of the person, in some (iPER)
 *   GFLA_CLIP_MOTION  the poses of these alone
 *   GFLA_CLIP_FACE    ROOT/PHASE_data/VIDEO                  frames (FaceForensics)
 *                     ROOT/PHASE_keypoints/VIDEO             68 points of each (PHASE_keypoint likewise)
 *
 * Frames, poses and masks of a video belong together by the numbers of their files (io/keypoints/frame_pairs.h). Poses are in pixels of the video's first frame; those of GFLA_CLIP_MOTION of images of 256 x
 * 256. */
#ifndef GFLA_PEOPLE_CLIP_DATA_H
#define GFLA_PEOPLE_CLIP_DATA_H

#include <stddef.h>

#include "io/keypoints/keypoints.h"

enum gfla_clip_set { GFLA_CLIP_DANCE, GFLA_CLIP_FACE, GFLA_CLIP_MOTION, GFLA_CLIP_SETS };

/* What a pose is of: an image that something is made from, or one that is to be made. The same in faces. */
enum gfla_clip_poses { GFLA_CLIP_NOISY, GFLA_CLIP_CLEAN };

/* Reading is safe from any thread. */
typedef struct gfla_clip_data gfla_clip_data;

struct gfla_clip_data_params {
    enum gfla_clip_set set;
    const char *phase; /* "train" or "test" */
};

/* Reads the names of all files, the first frame of each video, and both ends of its other images. A frame that lacks a
 * file, or has one that is empty, cut short or (an image) of another size, is left out, and so is a video without any
 * frame: the first of each with a warning in the log, all are counted. No video left is GFLA_ERROR_INPUT. Of a
 * training, videos that the test has too are warned of. */
gfla_status gfla_clip_data_open(gfla_clip_data **data, const char *root, const struct gfla_clip_data_params *params);
void gfla_clip_data_destroy(gfla_clip_data **data);

size_t gfla_clip_data_count(const gfla_clip_data *data);    /* videos */
size_t gfla_clip_data_skipped(const gfla_clip_data *data);  /* that were left out */
size_t gfla_clip_data_total(const gfla_clip_data *data);    /* frames of all videos */
size_t gfla_clip_data_left_out(const gfla_clip_data *data); /* frames of these that were left out */
bool gfla_clip_data_has_masks(const gfla_clip_data *data);  /* every video has */
const char *gfla_clip_data_name(const gfla_clip_data *data, size_t video);
size_t gfla_clip_data_frames(const gfla_clip_data *data, size_t video);

/* A file that a function below cannot read is remembered, and said in the log the first time. */
size_t gfla_clip_data_refused(const gfla_clip_data *data); /* such files */
/* The frame itself, or the nearest to it that nothing is remembered of: neither of its image and mask nor of such a pose.
 * SIZE_MAX: there is none. */
size_t gfla_clip_data_usable(const gfla_clip_data *data, size_t video, size_t frame, enum gfla_clip_poses poses);
/* GFLA_ERROR_INPUT, and remembered, where such a pose of the frame shows nobody. */
gfla_status gfla_clip_data_somebody(const gfla_clip_data *data, size_t video, size_t frame, enum gfla_clip_poses poses,
                                    const struct gfla_keypoints *points);

/* Frames of a video by their places in it, stretched to width x height: planes [n, 3, height, width] in [-1, 1]. Cheapest in
 * their order. */
gfla_status gfla_clip_data_images(const gfla_clip_data *data, size_t video, const size_t *frames, int n, int width,
                                  int height, float *planes);
/* Their masks: [n, 1, height, width], 1 on the person, else 0. */
gfla_status gfla_clip_data_masks(const gfla_clip_data *data, size_t video, const size_t *frames, int n, int width,
                                 int height, float *planes);
/* One pose in pixels of an image of width x height. Noisy ones of people are COCO-17, clean ones Human3.6M-17. Nobody
 * is GFLA_OK. */
gfla_status gfla_clip_data_points(const gfla_clip_data *data, size_t video, size_t frame, enum gfla_clip_poses poses,
                                  int width, int height, struct gfla_keypoints *points);

#endif
