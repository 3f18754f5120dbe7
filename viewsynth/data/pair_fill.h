/* data/pair_fill.h - computes one pair of a batch from its draw: decodes, finds flow and visibility, flips, permutes,
 * reduces. */
#ifndef VIEWSYNTH_DATA_PAIR_FILL_H
#define VIEWSYNTH_DATA_PAIR_FILL_H

#include "viewsynth/data/pair_batch.h"
#include "viewsynth/data/pair_draw.h"
#include "viewsynth/data/view_cache.h"

/* What one thread works in. */
struct gfla_pair_work {
    int size;
    uint8_t *source, *target; /* views that are not in the cache */
    float *flow;              /* [2][size][size] */
    uint8_t *points;          /* [size][size]: enum gfla_point */
    int *columns;             /* [size] of pair_band.h */
    int band;                 /* as in struct gfla_pairs_params; only of batches that have one */
    float band_weight;
    struct gfla_look *look; /* of the pair to be filled; NULL: none */
};

gfla_status gfla_pair_work_create(struct gfla_pair_work *work, const gfla_view_cache *cache, int size);
void gfla_pair_work_destroy(struct gfla_pair_work *work);

/* Fills place `place` of batch; model is the index in the set. */
gfla_status gfla_pair_fill(struct gfla_pair_work *work, gfla_view_cache *cache, const struct gfla_pair_draw *draw,
                           int model, struct gfla_pair_batch *batch, int place);

#endif
