/* data/pair_batch.h - a batch of pairs, and its memory. */
#ifndef VIEWSYNTH_DATA_PAIR_BATCH_H
#define VIEWSYNTH_DATA_PAIR_BATCH_H

#include <gfla/view.h>

#include "viewsynth/data/views.h"

/* Scales of flows and masks: the image, a quarter and an eighth of it (64 and 32 at 256). */
enum gfla_scale { GFLA_SCALE_1, GFLA_SCALE_4, GFLA_SCALE_8, GFLA_SCALE_COUNT };
extern const int gfla_scale_divisor[GFLA_SCALE_COUNT]; /* 1, 4, 8 */

/* One batch of n pairs, size S, planes in C order; s = S / gfla_scale_divisor[scale]. Owned by the gfla_pairs. */
struct gfla_pair_batch {
    int n, size;
    uint64_t step;
    float *source, *target;           /* [n, 3, S, S] in [-1, 1], on white */
    float *source_pose, *target_pose; /* [n, 21] one-hot */
    float *flow[GFLA_SCALE_COUNT];    /* [n, 2, s, s]; 0 in the background; at scale 1 NULL unless full_truth */
    /* [n, 1, s, s]: 1 where the source sees the point, 0.5 where it is hidden, 0 background; coarse: mean */
    float *weight[GFLA_SCALE_COUNT];
    float *mask[GFLA_SCALE_COUNT]; /* [n, 1, s, s]: the target's foreground in [0, 1]; at scale 1 its alpha */
    float *source_mask;            /* [n, 1, S, S]: the source's alpha; NULL unless full_truth, and so are: */
    /* [n, 2, S, S]: depth along the camera's axis, and 1 where there is any; 0 and 0 */
    float *source_surface, *target_surface;
    int *set;   /* [n] which of the sets */
    int *model; /* [n] index in that set */
    /* [n, 2, S, S]: the same of the last surface that the source's rays meet; NULL unless full_truth, and where a set
     * has none (gfla_views_have_back) */
    float *source_back_surface;
    float *source_back_colour; /* [n, 3, S, S]: its colours in [-1, 1], on white; likewise */
    /* [n] as labelled, that is, after the flip; azimuth -1 off the grid, where labels are 0 */
    struct gfla_pose *source_view, *target_view;
    struct gfla_camera *source_camera, *target_camera;      /* [n] likewise; NULL where all sets are grids */
    struct gfla_view_angles *source_angles, *target_angles; /* [n] of the same cameras, of any set */
    /* [n] what a network is told of the source's angles, off by the look; NULL where looks are none */
    struct gfla_view_angles *source_told;
    float *target_band; /* [n, 1, S, S]: pair_band.h of the target's outline; NULL unless asked for */
};

/* What else a batch holds. */
struct gfla_pair_parts {
    bool full_truth; /* all that is filled only then */
    bool back;       /* with full_truth: the last surface */
    bool cameras;    /* of sets that are no grid */
    bool band;       /* of the target's outline */
    bool look;       /* angles that are a little wrong */
};

/* n pairs of size x size pixels, all zero. */
gfla_status gfla_pair_batch_create(struct gfla_pair_batch *batch, int n, int size, struct gfla_pair_parts parts);
/* Takes a batch of zeros or one whose creation failed, and leaves zeros. */
void gfla_pair_batch_destroy(struct gfla_pair_batch *batch);

#endif
