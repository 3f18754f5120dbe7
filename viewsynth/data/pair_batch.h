/* data/pair_batch.h - the memory of a batch of pairs: what struct gfla_pair_batch (pairs.h) points to. */
#ifndef VIEWSYNTH_DATA_PAIR_BATCH_H
#define VIEWSYNTH_DATA_PAIR_BATCH_H

#include "viewsynth/data/pairs.h"

/* What else a batch holds. */
struct gfla_pair_parts {
    bool full_truth; /* all that is filled only then */
    bool back;       /* with full_truth: the last surface */
    bool cameras;    /* of sets that are no grid */
};

/* n pairs of size x size pixels, all zero. */
gfla_status gfla_pair_batch_create(struct gfla_pair_batch *batch, int n, int size, struct gfla_pair_parts parts);
/* Takes a batch of zeros or one whose creation failed, and leaves zeros. */
void gfla_pair_batch_destroy(struct gfla_pair_batch *batch);

#endif
