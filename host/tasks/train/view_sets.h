/* tasks/train/view_sets.h - what the tasks that learn from sets of views share. */
#ifndef GFLA_TASKS_TRAIN_VIEW_SETS_H
#define GFLA_TASKS_TRAIN_VIEW_SETS_H

#include "train/task.h"
#include "viewsynth/data/views.h"

/* Whether models can be left out for validation: some set has such models, and none has no others. views: [n]. */
bool gfla_view_sets_can_validate(gfla_views *const *views, int n);
/* Tells in the log how many models of a set are for what. */
void gfla_view_sets_count(const gfla_views *views, const char *path, enum gfla_split learned);
/* Adds each model of the split to what the run remembers of a set, with its number of views; and the content of a set
 * that is one file, which lies at path. */
gfla_status gfla_view_sets_identify(const gfla_views *views, const char *path, enum gfla_split split,
                                    struct gfla_train_data *data);
/* Warns of sets that are named twice, and of models that one holds out and another does not. views: [n] the run's sets. */
gfla_status gfla_view_sets_compare(const gfla_training *training, gfla_views *const *views, int n);
/* Writes RUN/attribution.txt: who made what is learned from. views: [n] the run's sets. */
gfla_status gfla_view_sets_attribution(const gfla_training *training, gfla_views *const *views, int n);

#endif
