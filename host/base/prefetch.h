/* base/prefetch.h - things with the numbers 0, 1, 2, ... that threads make ahead of their use, in a ring of places:
 * batches of a training. What a thing is depends on its number alone, so it does not matter which thread makes it, or
 * when. */
#ifndef GFLA_BASE_PREFETCH_H
#define GFLA_BASE_PREFETCH_H

#include <stdint.h>

#include "base/error.h"

#define GFLA_PREFETCH_MAX_THREADS 64
#define GFLA_PREFETCH_MAX_PLACES 1024

/* Safe for one consumer thread. */
typedef struct gfla_prefetch gfla_prefetch;

struct gfla_prefetch_params {
    int n_threads; /* 1 .. GFLA_PREFETCH_MAX_THREADS */
    int n_places;  /* 2 .. GFLA_PREFETCH_MAX_PLACES; one of them is the consumer's */
    /* Makes thing number `step` in a place, 0 .. n_places - 1. Calls run at once, each with a thread and a place of its
     * own. */
    gfla_status (*make)(void *context, int thread, int place, uint64_t step);
    void *context;
};

/* GFLA_ERROR_USAGE where these are out of range, for callers that allocate by them first. */
gfla_status gfla_prefetch_check(int n_threads, int n_places);

/* Starts the threads; nothing is made before the first seek or next. */
gfla_status gfla_prefetch_create(gfla_prefetch **prefetch, const struct gfla_prefetch_params *params);
/* Waits for what is being made. */
void gfla_prefetch_destroy(gfla_prefetch **prefetch);

/* The next call of gfla_prefetch_next delivers number `step`. Blocks while what is being made is finished and
 * dropped. */
void gfla_prefetch_seek(gfla_prefetch *prefetch, uint64_t step);
/* Waits for the next thing: *place is where it is, until the next call. Fails as making it failed. */
gfla_status gfla_prefetch_next(gfla_prefetch *prefetch, int *place);

#endif
