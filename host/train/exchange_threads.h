/* train/exchange_threads.h - ranks that are threads of one process, each with a device of its own: gfla_exchange_share of
 * the public header is this. */
#ifndef GFLA_TRAIN_EXCHANGE_THREADS_H
#define GFLA_TRAIN_EXCHANGE_THREADS_H

#include "train/exchange.h"

#define GFLA_EXCHANGE_MOST_THREADS 64

/* exchanges[n], one for each of n threads: rank i is exchanges[i], all on one machine. Sums are those of train/pairwise.h,
 * as MPI's. A rank that leaves while others wait for it fails them; gfla_exchange_abandon does the same, and returns, since
 * ranks have their process in common. GFLA_ERROR_USAGE: fewer than 1 or more than GFLA_EXCHANGE_MOST_THREADS. After a
 * failure all of them are NULL. */
gfla_status gfla_exchange_create_threads(gfla_exchange **exchanges, int n, gfla_context *context);

#endif
