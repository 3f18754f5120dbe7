/* tasks/eval/eval_view_worker.h - what one device needs for scoring views: networks of its own, room for their answers, and
 * a reader of the test. */
#ifndef GFLA_TASKS_EVAL_EVAL_VIEW_WORKER_H
#define GFLA_TASKS_EVAL_EVAL_VIEW_WORKER_H

#include "tasks/eval/eval.h"
#include "tasks/eval/eval_figure.h"
#include "tasks/eval/eval_methods.h"
#include "viewsynth/data/test_pairs.h"

/* Belongs to one thread, and stays where it was opened. */
struct gfla_eval_view_worker {
    const struct gfla_eval_options *options;
    const gfla_views *views;
    gfla_device *device;                               /* the caller's; NULL: none is needed */
    struct gfla_view_model networks[GFLA_MAX_METHODS]; /* those to compare with, then the one that is tested */
    int n_networks;
    gfla_test_pairs *tests;
    struct gfla_eval_methods methods;
    struct gfla_eval_perceptual perceptual;
};

/* Options and views must live as long. The worker is closed by the caller, on failure too. */
gfla_status gfla_eval_view_worker_open(struct gfla_eval_view_worker *worker, const struct gfla_eval_options *options,
                                       const gfla_views *views, gfla_device *device);
void gfla_eval_view_worker_close(struct gfla_eval_view_worker *worker);

/* Scores all methods' answers to an item, draws its row of the figure, and writes what options->answers says. Features of
 * FID stay in `perceptual`. */
gfla_status gfla_eval_view_worker_run(struct gfla_eval_view_worker *worker, int item, gfla_evaluation *scores,
                                      struct gfla_eval_figure *figure);

#endif
