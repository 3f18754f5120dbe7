/* train/validate.h - scores of models that a run does not learn from, again and again while it learns.
 *
 * The moving averages of the weights are scored on batches that are always the same (gfla_train_task.validate). The
 * best are kept as RUN/best.safetensors. Nothing of the training changes by it. */
#ifndef GFLA_TRAIN_VALIDATE_H
#define GFLA_TRAIN_VALIDATE_H

#include <stdbool.h>

#include "base/error.h"

struct gfla_training;

/* Validates when it is due after a step, logs {"step","validation":{"loss","<term>"...},"scores":{"<score>"...},
 * "best_step","overfitting"}, scores where the task has any, and writes RUN/best.safetensors where it is the best so far. */
gfla_status gfla_train_validate_due(struct gfla_training *training, bool is_last);

#endif
