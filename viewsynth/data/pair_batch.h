/* data/pair_batch.h - the memory of a batch of pairs: what struct gfla_pair_batch (pairs.h) points to. */
#ifndef VIEWSYNTH_DATA_PAIR_BATCH_H
#define VIEWSYNTH_DATA_PAIR_BATCH_H

#include "viewsynth/data/pairs.h"

/* n pairs of size x size pixels; full_truth: with all that is filled only then. All zero. */
gfla_status gfla_pair_batch_create(struct gfla_pair_batch *batch, int n, int size, bool full_truth);
/* Takes a batch of zeros or one whose creation failed, and leaves zeros. */
void gfla_pair_batch_destroy(struct gfla_pair_batch *batch);

#endif
