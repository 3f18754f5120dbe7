/* people/motion_batches.h - batches of noisy poses over time and the clean ones in their middle, for the motion
 * network: of the poses of a GFLA_CLIP_MOTION data set, which are all read at once. Batch k is a pure function of
 * (seed, k, parameters that shape it). */
#ifndef GFLA_PEOPLE_MOTION_BATCHES_H
#define GFLA_PEOPLE_MOTION_BATCHES_H

#include <stdint.h>

#include "base/share.h"
#include "people/clip_data.h"

struct gfla_motion_batches_params {
    int batch;  /* windows in a batch */
    int frames; /* noisy poses of a window */
    int margin; /* at either end, of which the clean poses are not asked for */
    uint64_t seed;
    struct gfla_share share; /* batches are parts of one, with their own numbers; {0}: whole */
};

/* Belongs to one thread. */
typedef struct gfla_motion_batches gfla_motion_batches;
/* Reads all poses; the data is not needed afterwards. */
gfla_status gfla_motion_batches_open(gfla_motion_batches **batches, const gfla_clip_data *data,
                                     const struct gfla_motion_batches_params *params);
void gfla_motion_batches_destroy(gfla_motion_batches **batches);

/* The batch of this number: noisy[n, 34, frames] and clean[n, 34, frames - 2 margin], as people/motion_window.h has
 * them. A window begins anywhere, so that its middle holds some pose; in front of a video is its first pose, behind it
 * the last. */
void gfla_motion_batches_fill(const gfla_motion_batches *batches, uint64_t number, float *noisy, float *clean);

#endif
