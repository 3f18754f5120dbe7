/* data/pairs.h - batches of view pairs for training: images, pose labels, exact flow, visibility.
 *
 * Batch k is a pure function of (seed, k, parameters that shape it): whatever was drawn before, with however many
 * threads, it holds the same bits, so a resumed training sees the data it would have seen.
 * Pixels lie at integer coordinates; x to the right, y down. Flow points from the target to the source: what is at (x,
 * y) of the target is at (x + flow_x, y + flow_y) of the source, in pixels of the flow's own grid. */
#ifndef VIEWSYNTH_DATA_PAIRS_H
#define VIEWSYNTH_DATA_PAIRS_H

#include "viewsynth/data/pair_batch.h"
#include "viewsynth/data/pair_draw.h"

#define GFLA_PAIRS_MAX_SETS 16

/* One of several sets that pairs are drawn from. */
struct gfla_pairs_set {
    const gfla_views *views;
    /* its share of the pairs, compared with those of the others, whatever their numbers of models; above 0 */
    float weight;
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

/* The next call of gfla_pairs_next delivers batch `step`, of batches in parts the part of that number (base/share.h).
 * Blocks while batches in preparation are finished and dropped. */
gfla_status gfla_pairs_seek(gfla_pairs *pairs, uint64_t step);
/* Waits for the next batch; it stays valid until the next call on pairs. For a view that cannot be read another is drawn,
 * with a warning in the log the first time for each model; where none can be read, it fails as reading failed. */
gfla_status gfla_pairs_next(gfla_pairs *pairs, const struct gfla_pair_batch **batch);

/* Bytes and number of views in the cache. */
uint64_t gfla_pairs_cached_bytes(const gfla_pairs *pairs);

#endif
