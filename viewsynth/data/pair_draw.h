/* data/pair_draw.h - which pair stands at which place of which batch: a pure function of seed, step and place. */
#ifndef VIEWSYNTH_DATA_PAIR_DRAW_H
#define VIEWSYNTH_DATA_PAIR_DRAW_H

#include "base/share.h"
#include "viewsynth/data/pair_look.h"
#include "viewsynth/data/views.h"

/* What shapes a training's pairs. */
struct gfla_pairs_params {
    int batch;             /* pairs in a batch; 0: 8 */
    int size;              /* side of the images, a multiple of 8 that divides the set's; 0: the set's */
    enum gfla_split split; /* whose models are drawn */
    uint64_t seed;
    /* probability that the target's elevation is drawn anew, 0..1; 0: always the source's. Of a grid alone */
    float other_elevation;
    bool flip;                       /* mirror every other pair left to right */
    bool permute_colours;            /* permute the colour channels of a pair at random */
    bool full_truth;                 /* fill flow[GFLA_SCALE_1] and its weight too, and what is known of surfaces */
    int band;                        /* pixels on each side of the target's outline that weigh more; 0: no such map */
    float band_weight;               /* how much they weigh; 0: 3 */
    struct gfla_look_strengths look; /* all 0: images as they were rendered */
    int n_threads;                   /* background threads; 0: 1 */
    int queue;                       /* batches prepared ahead; 0: n_threads + 1 */
    struct gfla_share share;         /* batches are parts of one, with their own numbers; {0}: whole */
    uint64_t cache_bytes;            /* decoded views kept in memory, first come first kept; 0: 6 GiB */
};

struct gfla_pair_draw {
    int model;                        /* index in the list of the split, 0..n_models-1 */
    struct gfla_pose source, target;  /* of a grid: views to be read, before the flip */
    int source_number, target_number; /* of the same views, of any set */
    bool flip;
    int channel[3]; /* colour channel i of the result is channel[i] of the image */
};

/* Every number is drawn whether it is used or not, so that options change nothing but what they name. */
struct gfla_pair_draw gfla_pair_draw(const struct gfla_pairs_params *params, int n_models, uint64_t step, int place);
/* The views of a model that has n_views of them, in place of those of the grid. */
void gfla_pair_draw_views(const struct gfla_pairs_params *params, int n_views, uint64_t step, int place,
                          struct gfla_pair_draw *draw);

/* Which of n sets that pair comes from; weights as those of struct gfla_pairs_set. Independent of gfla_pair_draw. */
int gfla_pair_draw_set(uint64_t seed, const float *weights, int n, uint64_t step, int place);

#endif
