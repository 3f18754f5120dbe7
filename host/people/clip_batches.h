/* people/clip_batches.h - batches of clips for training: some frames of a video that follow each other, and an image
 * from anywhere in it that they are made from.
 *
 * A clip of `clip` frames is learned in steps of `frames` frames; steps s, s + 1, ... go through it, then comes
 * another. Which clip, which reference and everything else of batch k is a pure function of (seed, k, parameters that
 * shape it). Of a video that is shorter than a clip the last frame is repeated. */
#ifndef GFLA_PEOPLE_CLIP_BATCHES_H
#define GFLA_PEOPLE_CLIP_BATCHES_H

#include <stdint.h>

#include "base/share.h"
#include "people/clip_data.h"

struct gfla_clip_batches_params {
    int batch;         /* clips in a batch */
    int clip, frames;  /* of a clip, and of a step, which divides it */
    int width, height; /* of the images */
    uint64_t seed;
    int n_threads;           /* background threads; 0: 2 */
    int queue;               /* batches prepared ahead; 0: n_threads + 1 */
    struct gfla_share share; /* batches are parts of one, with their own numbers; {0}: whole */
};

/* The first frames of all clips lie together, then the second ones: [frames][n]. */
struct gfla_clip_batch {
    int n, frames, width, height;
    uint64_t step;
    bool begins;      /* with the clip: what was made before does not count */
    float *reference; /* [n, 3, height, width] in [-1, 1] */
    /* likewise: the true frame before the first, at the beginning the reference */
    float *previous;
    float *target;                           /* [frames, n, 3, height, width] */
    float *mask;                             /* [frames, n, 1, height, width]; NULL: the data set has none */
    struct gfla_keypoints *reference_points; /* [n], noisy, in pixels of these images */
    struct gfla_keypoints *previous_points;  /* [n], clean; at the beginning those of the reference */
    struct gfla_keypoints *points;           /* [frames, n], clean */
    int *judged;                             /* [n]: a frame of the step, any */
    int *triple;                             /* [n]: the first of three frames; 0 where there are fewer than three */
};

/* Safe for one consumer thread; the data must outlive it. Seek and next as in base/prefetch.h: the batch is valid until
 * the next call, and a file that cannot be read fails with its name. */
typedef struct gfla_clip_batches gfla_clip_batches;
gfla_status gfla_clip_batches_open(gfla_clip_batches **batches, const gfla_clip_data *data,
                                   const struct gfla_clip_batches_params *params);
void gfla_clip_batches_destroy(gfla_clip_batches **batches);
void gfla_clip_batches_seek(gfla_clip_batches *batches, uint64_t step);
gfla_status gfla_clip_batches_next(gfla_clip_batches *batches, const struct gfla_clip_batch **batch);

#endif
