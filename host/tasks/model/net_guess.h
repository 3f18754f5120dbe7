/* tasks/model/net_guess.h - of which network weights are that do not say so, as those of PyTorch. */
#ifndef GFLA_TASKS_MODEL_NET_GUESS_H
#define GFLA_TASKS_MODEL_NET_GUESS_H

#include "io/weights/checkpoint.h"
#include "models/gfla/architectures.h"

/* The network all parameters of which the file has, in their shapes; of several (a flow net is part of a whole network)
 * the one that has most, and of two that differ in the size of their images alone the one whose published attention
 * these have. GFLA_ERROR_INPUT when there is none, or when the file is none of weights. */
gfla_status gfla_net_guess(const char *path, const struct gfla_architecture **model);
/* The same of a file that is open; `name` stands for its path in messages. */
gfla_status gfla_net_guess_open(gfla_checkpoint *file, const char *name, const struct gfla_architecture **model);

#endif
