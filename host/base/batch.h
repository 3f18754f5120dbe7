/* base/batch.h - the items of a batch, of which some may fail: counts, and the status of the whole. */
#ifndef GFLA_BASE_BATCH_H
#define GFLA_BASE_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Starts as {0}; one thread at a time. */
struct gfla_batch {
    int shard, n_shards;                 /* of so many parts of the items, this one, from 0; n_shards 0: all of them */
    size_t n_items, n_failed, n_skipped; /* so far */
    gfla_status first_failure;
};

/* Whether item `index` belongs to this part of the batch. */
bool gfla_batch_has(const struct gfla_batch *batch, size_t index);
/* How many of n items do. */
size_t gfla_batch_count(const struct gfla_batch *batch, size_t n);
/* Their numbers, in order; the caller frees *mine. */
gfla_status gfla_batch_list(const struct gfla_batch *batch, size_t n, size_t **mine, size_t *n_mine);
void gfla_batch_done(struct gfla_batch *batch);
void gfla_batch_skipped(struct gfla_batch *batch);
/* Logs "item: message of the failure" as an error, the item once; the batch goes on. */
void gfla_batch_failed(struct gfla_batch *batch, const char *item, gfla_status status);
/* One of the three: failed with this status, skipped, or done. */
void gfla_batch_take(struct gfla_batch *batch, const char *item, gfla_status status, bool is_skipped);
/* GFLA_OK; GFLA_ERROR_PARTIAL when some items failed; the status of the first when all did; GFLA_ERROR_INTERRUPTED once
 * cancelled. */
gfla_status gfla_batch_status(const struct gfla_batch *batch);
/* The same after a run (base/crew.h), whose own failure counts more than those of items. */
gfla_status gfla_batch_end(const struct gfla_batch *batch, gfla_status run);

#endif
