/* tasks/train/train_view.h - the state of the view task, and the sets that it learns from. For train_view.c. */
#ifndef GFLA_TASKS_TRAIN_TRAIN_VIEW_H
#define GFLA_TASKS_TRAIN_TRAIN_VIEW_H

#include "tasks/view/view_training.h"
#include "train/task.h"
#include "viewsynth/data/pairs.h"

struct gfla_view_training {
    struct gfla_shapenet net;
    struct gfla_view_truth truth;
    struct gfla_loss_terms loss;
    struct gfla_view_poses poses;
    struct gfla_pairs_set sets[GFLA_PAIRS_MAX_SETS];
    gfla_views *views[GFLA_PAIRS_MAX_SETS];
    gfla_pairs *pairs;
    gfla_pairs *validation;                  /* always the same pairs of models that are not learned from; NULL: none */
    const struct gfla_pair_batch *validated; /* the last of them */
    int n_validated;                         /* the number of the next of them */
};

/* task->open: opens the sets of the run, and says how many models each has for what. */
gfla_status gfla_train_view_open(gfla_training *t);
/* Whether models are kept for validation: where it is wanted, some set has such models, and none has no others. */
bool gfla_train_view_validates(const gfla_training *t);
/* The split that is learned from. */
enum gfla_split gfla_train_view_learned(const gfla_training *t);

#endif
