/* train/training_ranks.h - what train/training.c asks of a training that is one of several ranks, or whose batch is in
 * parts. Alone and in one part, all of it does nothing. */
#ifndef GFLA_TRAIN_TRAINING_RANKS_H
#define GFLA_TRAIN_TRAINING_RANKS_H

#include "train/task.h"

/* Which parts of every batch are this rank's. */
gfla_status gfla_training_settle_share(gfla_training *training);
/* Makes `batch` the whole one, and that of the settings, for which networks are built, a part of it. */
gfla_status gfla_training_divide(gfla_training *training, int batch);
/* Whether all ranks have the same run before them: settings, data and steps. All ranks call it. */
gfla_status gfla_training_compare_ranks(gfla_training *training);
/* All ranks go on from what rank 0 has. All ranks call it. */
gfla_status gfla_training_share_weights(gfla_training *training);

#endif
