/* train/parts.h - a step of a training whose batch is computed in parts: by ranks at once, by one rank one part after the
 * other, or both. The graph knows of how many parts it computes one (graph/share.h), and is planned. Sums of weights,
 * of losses and of gradients are those of the whole batch, and the same whoever computes which part (train/pairwise.h).
 *
 * A step: feed; agree (train/exchange.h) that no rank failed; norms; run. Belongs to one thread. */
#ifndef GFLA_TRAIN_PARTS_H
#define GFLA_TRAIN_PARTS_H

#include "train/buckets.h"

typedef struct gfla_parts gfla_parts;

struct gfla_parts_params {
    gfla_plan *plan; /* of the graph; both outlive the parts */
    gfla_graph *graph;
    gfla_device *device;
    gfla_exchange *exchange;    /* NULL: one rank */
    int n_parts;                /* that this rank computes */
    gfla_tensor *const *losses; /* [n_losses]: scalars that may be read */
    int n_losses;
    size_t bucket_bytes;     /* train/buckets.h */
    gfla_tensor *item_state; /* [items of a part, ...]: what a step leaves of each item for the next; NULL: nothing */
    float *whole_state;      /* the same of all items; the caller's */
};
gfla_status gfla_parts_create(gfla_parts **parts, const struct gfla_parts_params *params);
void gfla_parts_destroy(gfla_parts **parts);

/* Writes the inputs of part number `number` of this rank's, from 0. */
typedef gfla_status gfla_parts_callback(void *context, int number);

/* Feeds all parts of this rank and sums their weights. Tells other ranks nothing. */
gfla_status gfla_parts_feed(gfla_parts *parts, gfla_parts_callback *feed, void *context);
/* The same of part `number` alone, whose inputs are written and stay: for runs that do without the rest. */
gfla_status gfla_parts_weigh(gfla_parts *parts, int number);
/* Writes the sums of weights over all parts of all ranks. flags[n], few of them, become sums over the ranks. */
gfla_status gfla_parts_norms(gfla_parts *parts, float *flags, int n);
/* Runs all parts of this rank, and the updates; waits for them. losses[n_losses]: of the whole batch. */
gfla_status gfla_parts_run(gfla_parts *parts, float *losses);
/* Whether the step whose parts were fed has updated no parameter yet. */
bool gfla_parts_is_before_updates(const gfla_parts *parts);

struct gfla_buckets_counts gfla_parts_get_counts(const gfla_parts *parts);

#endif
