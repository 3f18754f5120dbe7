/* train/exchange.h - what the ranks of a training tell each other: gfla_exchange of the public header.
 *
 * All ranks make the same calls in the same order. NULL in the place of an exchange is a single rank: every function
 * works, and sends nothing. Calls block unless they say otherwise; they sleep while they wait, so that the device, which
 * may be this processor, computes. A failure is GFLA_ERROR_FAILED, and the exchange is of no use after it.
 * Other ways than MPI are a struct gfla_exchange_kind each (train/exchange_kind.h). */
#ifndef GFLA_TRAIN_EXCHANGE_H
#define GFLA_TRAIN_EXCHANGE_H

#include <gfla/exchange.h>

#include "base/error.h"
#include "train/exchange_kind.h"

/* Takes over `self`, also on failure. */
gfla_status gfla_exchange_create(gfla_exchange **exchange, const struct gfla_exchange_kind *kind, void *self,
                                 const struct gfla_exchange_place *place);

/* Of NULL rank 0 of 1. */
struct gfla_exchange_place gfla_exchange_where(const gfla_exchange *exchange);

/* all[n_ranks][size], in the order of the ranks. */
gfla_status gfla_exchange_gather(gfla_exchange *exchange, const void *mine, size_t size, void *all);
/* values[n] become their sums over all ranks, in the order of train/pairwise.h; for few numbers. */
gfla_status gfla_exchange_sum_few(gfla_exchange *exchange, float *values, size_t n);
/* What rank 0 has. */
gfla_status gfla_exchange_broadcast(gfla_exchange *exchange, void *data, size_t size);
/* Whether any rank says so. Returns when all ranks have called it. */
gfla_status gfla_exchange_any(gfla_exchange *exchange, bool is_mine, bool *is_any);

/* Sums of many numbers, in buckets that go on at once: starts, does not block. Buckets are numbered from 0 and started in
 * that order. */
gfla_status gfla_exchange_sum_start(gfla_exchange *exchange, int bucket, float *values, size_t n);
/* Whether it is done; moves on all that were started. Does not block. */
gfla_status gfla_exchange_sum_test(gfla_exchange *exchange, int bucket, bool *is_done);
gfla_status gfla_exchange_sum_wait(gfla_exchange *exchange, int bucket);
/* Before the values of sums that may not be done, as something failed, are freed: others that wait for them fail. */
void gfla_exchange_drop_sums(gfla_exchange *exchange);

/* Calls `idle` when this rank is told to stop (gfla_is_cancelled) while it waits for others, at most once per wait: they
 * may be gone. NULL: nothing is called. */
void gfla_exchange_set_idle(gfla_exchange *exchange, void (*idle)(void *context), void *context);

#endif
