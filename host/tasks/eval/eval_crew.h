/* tasks/eval/eval_crew.h - the items of a test shared among devices (tasks/device_crew.h). What they measure is the same
 * to the bit whichever of them took an item: sums of scores are kept by item, features of FID are joined in the order
 * of items. */
#ifndef GFLA_TASKS_EVAL_EVAL_CREW_H
#define GFLA_TASKS_EVAL_EVAL_CREW_H

#include <gfla/device.h>

#include "base/batch.h"
#include "tasks/eval/eval_fid.h"

struct gfla_eval_crew {
    gfla_device *const *devices; /* [n_devices]; n_devices 0: nothing needs one, and a single worker does everything */
    int n_devices;
    const struct gfla_batch *batch; /* its shard: which of the items are scored */
    size_t n_items;                 /* of the whole test */
    const char *what;               /* items as progress counts them: "models" */
    gfla_score_board *board;        /* whose sums of an item are cleared before work on it begins */
    struct gfla_eval_fid *fid;      /* the whole test's features */
    void *context;                  /* of the functions */

    /* Makes a worker ready, in its thread; not worker 0, which is. */
    gfla_status (*start)(void *context, int worker);
    /* Scores an item: adds to the board's sums of this item alone, and leaves what else is of it in place `place`, of
     * which there are gfla_crew_places; what was left there of a lost worker is written over. */
    gfla_status (*work)(void *context, int worker, size_t item, size_t place, struct gfla_eval_fid *fid);
    /* Hears of an item that is done, in the order of items, in the caller's thread. NULL: nothing to do. */
    gfla_status (*take)(void *context, size_t item, size_t place);
    /* All items are done: in the caller's thread, whether or not a device was lost. */
    gfla_status (*finish)(void *context);
};

/* The device of a worker: NULL where nothing needs one. */
gfla_device *gfla_eval_device(gfla_device *const *devices, int n_devices, int worker);
/* As many workers as there are devices, but at least one, and no more than items of the shard. */
int gfla_eval_n_workers(int n_devices, const struct gfla_batch *batch, size_t n_items);

/* Scores all items of the shard; the first failure in their order ends it. GFLA_ERROR_DEVICE: a device was lost, and
 * named in the log; `finish` was called where others did its work. */
gfla_status gfla_eval_crew_run(const struct gfla_eval_crew *crew);

#endif
