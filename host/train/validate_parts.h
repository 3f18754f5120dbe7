/* train/validate_parts.h - a batch of a validation in parts (train/parts.h); for train/validate.c. */
#ifndef GFLA_TRAIN_VALIDATE_PARTS_H
#define GFLA_TRAIN_VALIDATE_PARTS_H

#include "train/task.h"

/* Batch number `number`, from 0, of this rank and all others: what the tensors wanted[n] are in it becomes
 * sums[n], and the task's scores are added. *is_there: as of gfla_train_task.validate. */
gfla_status gfla_validate_parts(gfla_training *training, int number, gfla_tensor *const *wanted, size_t n, float *sums,
                                struct gfla_train_scores *scores, bool *is_there);

#endif
