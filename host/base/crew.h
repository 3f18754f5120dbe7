/* base/crew.h - numbered items worked on by several workers at once, each in a thread of its own, as several devices
 * are. Which worker takes an item makes no difference to what becomes of it; the caller hears of all of them in their
 * order, in its own thread. */
#ifndef GFLA_BASE_CREW_H
#define GFLA_BASE_CREW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define GFLA_CREW_MOST 1024
/* An item is begun when it is no further ahead of the first unfinished one than this many for each worker, which bounds
 * the results that wait for their turn. */
#define GFLA_CREW_AHEAD 4

struct gfla_crew {
    int n_workers; /* 1 .. GFLA_CREW_MOST; a single one works in the caller's thread */
    size_t n_items;
    void *context; /* of what follows, but for is_able and name */

    /* Makes a worker ready, in its thread; that of worker 0 first, in the caller's, so that what it leaves in caches
     * serves the others. All are ready before an item is begun; a failure of one ends the run. NULL: nothing to do. */
    gfla_status (*start)(void *context, int worker);
    /* All workers are ready: called in the caller's thread, as the place to begin a count of progress. NULL: nothing. */
    void (*ready)(void *context);
    /* Works on an item in the worker's thread. An item is done once, but for those that a worker was lost with. */
    gfla_status (*work)(void *context, int worker, size_t item);
    /* Asked after an item failed with GFLA_ERROR_DEVICE, in the worker's thread: false, the worker is lost, and the
     * others do the item and the rest. NULL: it never is. */
    bool (*is_able)(const void *members, int worker);
    /* What it is called where it is said to be lost: "device NAME". With is_able. */
    const char *(*name)(const void *members, int worker);
    const void *members; /* of these two */
    /* Hears of an item that is done or failed, in the order of items, in the caller's thread; the message of a failure
     * is this thread's. GFLA_OK: the others go on; else no more are begun, and this is the result. Items that others
     * have finished by then are still heard of, without those that were never begun. GFLA_ERROR_INTERRUPTED never gets
     * here. NULL: a failure ends the run. */
    gfla_status (*take)(void *context, size_t item, gfla_status item_status);
};

/* How many items may be begun and untaken: item i may keep its result in place i % gfla_crew_places(n_workers). */
size_t gfla_crew_places(int n_workers);

/* Works on all items. Blocks. GFLA_OK: all went through `take`, and that was content. GFLA_ERROR_INTERRUPTED: this
 * thread's context was cancelled; items that had begun were finished or gave up. GFLA_ERROR_DEVICE: a worker was lost
 * and named in the log, whether the others did its work (then all items were taken) or none was left. Else what start
 * or take returned. */
gfla_status gfla_crew_run(const struct gfla_crew *crew);

#endif
