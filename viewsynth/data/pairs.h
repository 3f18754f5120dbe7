/* data/pairs.h - batches of view pairs for training: images, pose labels, exact flow, visibility.
 *
 * Batch k is a pure function of (seed, k, parameters that shape it): whatever was drawn before, with however many
 * threads, it holds the same bits, so a resumed training sees the data it would have seen.
 * Pixels lie at integer coordinates; x to the right, y down. Flow points from the target to the source: what is at (x,
 * y) of the target is at (x + flow_x, y + flow_y) of the source, in pixels of the flow's own grid. */
#ifndef VIEWSYNTH_DATA_PAIRS_H
#define VIEWSYNTH_DATA_PAIRS_H

#include "viewsynth/data/views.h"

/* Scales of flows and masks: the image, a quarter and an eighth of it (64 and 32 at 256). */
enum gfla_scale { GFLA_SCALE_1, GFLA_SCALE_4, GFLA_SCALE_8, GFLA_SCALE_COUNT };
extern const int gfla_scale_divisor[GFLA_SCALE_COUNT]; /* 1, 4, 8 */

struct gfla_pairs_params {
    int batch;             /* pairs in a batch; 0: 8 */
    int size;              /* side of the images, a multiple of 8 that divides the set's; 0: the set's */
    enum gfla_split split; /* whose models are drawn */
    uint64_t seed;
    /* probability that the target's elevation is drawn anew, 0..1; 0: always the source's. Of a grid alone */
    float other_elevation;
    bool flip;            /* mirror every other pair left to right */
    bool permute_colours; /* permute the colour channels of a pair at random */
    bool full_truth;      /* fill flow[GFLA_SCALE_1] and its weight too, and what is known of surfaces */
    int n_threads;        /* background threads; 0: 1 */
    int queue;            /* batches prepared ahead; 0: n_threads + 1 */
    uint64_t cache_bytes; /* decoded views kept in memory, first come first kept; 0: 6 GiB */
};

#define GFLA_PAIRS_MAX_SETS 16

/* One of several sets that pairs are drawn from. */
struct gfla_pairs_set {
    const gfla_views *views;
    /* its share of the pairs, compared with those of the others, whatever their numbers of models; above 0 */
    float weight;
};

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
    struct gfla_camera *source_camera, *target_camera; /* [n] likewise; NULL where all sets are grids */
};

/* Safe for one consumer thread; the sets must outlive it. */
typedef struct gfla_pairs gfla_pairs;

/* Starts the threads; nothing is drawn before the first seek or next. GFLA_ERROR_INPUT when the split holds no
 * model. */
gfla_status gfla_pairs_open(gfla_pairs **pairs, const gfla_views *views, const struct gfla_pairs_params *params);
/* The same from 1 .. GFLA_PAIRS_MAX_SETS sets. A single set gives the pairs that gfla_pairs_open gives. */
gfla_status gfla_pairs_open_sets(gfla_pairs **pairs, const struct gfla_pairs_set *sets, int n_sets,
                                 const struct gfla_pairs_params *params);
void gfla_pairs_destroy(gfla_pairs **pairs);

/* The next call of gfla_pairs_next delivers batch `step`. Blocks while batches in preparation are finished and
 * dropped. */
gfla_status gfla_pairs_seek(gfla_pairs *pairs, uint64_t step);
/* Waits for the next batch; it stays valid until the next call on pairs. Fails as reading the views failed. */
gfla_status gfla_pairs_next(gfla_pairs *pairs, const struct gfla_pair_batch **batch);

/* Bytes and number of views in the cache. */
uint64_t gfla_pairs_cached_bytes(const gfla_pairs *pairs);

#endif
