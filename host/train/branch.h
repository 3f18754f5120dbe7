/* train/branch.h - which part of a checkpoint is a network: files of trainings keep it as "net_G", as "model" or below
 * some other name, beside discriminators, optimisers and averages. */
#ifndef GFLA_TRAIN_BRANCH_H
#define GFLA_TRAIN_BRANCH_H

#include "io/weights/checkpoint.h"

/* Makes the file look for names where the network of these n names lies (gfla_checkpoint_look_below): at the top where
 * any of them is there, else below the prefix that has most of them; where no prefix has any, at the top.
 * GFLA_ERROR_INPUT, naming `path`, the prefixes and FILE:BRANCH, where several have as many: it is the user who knows
 * which is meant. `names` may have NULLs, which do not count. */
gfla_status gfla_branch_find(gfla_checkpoint *file, const char *path, const char *const *names, size_t n);

#endif
