/* train/train_ranks.h - `gfla train` as one of several ranks, which mpirun or a scheduler started. */
#ifndef GFLA_CLI_TRAIN_TRAIN_RANKS_H
#define GFLA_CLI_TRAIN_TRAIN_RANKS_H

#include <gfla/exchange.h>

#include "cli/cli.h"

/* Joins the other ranks, where there are some; else *exchange is NULL. The ranks of a machine share its threads and, where
 * no device is named, its devices of the best kind; of devices that are named, separated by commas, each takes its own.
 * Ranks but the first say nothing but errors. */
gfla_status train_ranks_join(struct cli *cli, gfla_exchange **exchange);

/* At the end, with what the command came to: tells a failure that the other ranks do not know of, and ends them. */
void train_ranks_leave(struct cli *cli, gfla_exchange **exchange, gfla_status status);

#endif
