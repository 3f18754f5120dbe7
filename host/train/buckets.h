/* train/buckets.h - the gradients of a graph in parts (graph/share.h) on their way to their sums.
 *
 * They are cut into buckets in the order in which the backward pass makes them. A bucket is read back as soon as the
 * last of its gradients is there, added to those of other parts of this rank, and handed to the exchange, while the
 * device goes on with the gradients of the next. The sums are written to the gradients, from which updates are made.
 * Belongs to the thread of its device. */
#ifndef GFLA_TRAIN_BUCKETS_H
#define GFLA_TRAIN_BUCKETS_H

#include "graph/plan_part.h"
#include "train/exchange.h"

#define GFLA_BUCKET_BYTES ((size_t)4 << 20)
#define GFLA_BUCKETS_PHASES 2 /* at most: losses that gradients are of, one after the other */

typedef struct gfla_buckets gfla_buckets;

struct gfla_buckets_params {
    gfla_plan *plan; /* of the graph; both outlive the buckets */
    gfla_graph *graph;
    gfla_device *device;
    gfla_exchange *exchange; /* NULL: one rank */
    int n_parts;             /* of a batch, that this rank computes */
    size_t bucket_bytes;     /* a bucket ends with the gradient that reaches this; 0: GFLA_BUCKET_BYTES */
};
gfla_status gfla_buckets_create(gfla_buckets **buckets, const struct gfla_buckets_params *params);
void gfla_buckets_destroy(gfla_buckets **buckets);

/* The launches after which all gradients of a phase are there, and all parameters that have some are updated. */
size_t gfla_buckets_end_of_grads(const gfla_buckets *buckets, int phase);
size_t gfla_buckets_end_of_updates(const gfla_buckets *buckets, int phase);

/* Runs `part`, whose last launches make the gradients of the phase, from launch `first` on, for part number `number` of
 * the batch's that are this rank's, and reads the gradients. Parts come in their order. */
gfla_status gfla_buckets_run(gfla_buckets *buckets, int phase, gfla_plan_part *part, size_t first, int number);
/* After the last of them: waits until the sums over all ranks are written to the gradients. */
gfla_status gfla_buckets_finish(gfla_buckets *buckets, int phase);

/* Since they were created. */
struct gfla_buckets_counts {
    int n_buckets;
    double bytes; /* of the gradients of a step */
    size_t n_steps;
    size_t n_sums;   /* buckets that were summed over ranks, */
    size_t n_hidden; /* of which so many were summed before the last gradient was read */
    double waited;   /* seconds after that */
};
struct gfla_buckets_counts gfla_buckets_get_counts(const gfla_buckets *buckets);

#endif
