/* base/parallel.h - a few independent pieces of work in threads. */
#ifndef GFLA_BASE_PARALLEL_H
#define GFLA_BASE_PARALLEL_H

#include "base/error.h"

/* Calls work(context, i) for all i below n, by at most n_threads threads; the failure with the smallest i, if any, is
 * this thread's. After a failure, work that has not begun is left out. Blocks. */
gfla_status gfla_parallel(int n_threads, int n, gfla_status (*work)(void *context, int index), void *context);

#endif
