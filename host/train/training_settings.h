/* train/training_settings.h - the settings of a training, from its params; for train/training.c. */
#ifndef GFLA_TRAIN_TRAINING_SETTINGS_H
#define GFLA_TRAIN_TRAINING_SETTINGS_H

#include "train/task.h"

/* Fills the settings of the run that is resumed, or of a new one, and fits them to the part of growth where it is. After
 * gfla_training_settle_share. GFLA_ERROR_USAGE: settings that are unknown or do not go together; GFLA_ERROR_INPUT: no
 * checkpoint to resume; GFLA_ERROR_OUTPUT: one that would be lost. */
gfla_status gfla_training_settle(gfla_training *training);

#endif
