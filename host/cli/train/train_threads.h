/* train/train_threads.h - `gfla train -d 0,1`: the ranks of a training as threads of this process, each with a device. */
#ifndef GFLA_CLI_TRAIN_TRAIN_THREADS_H
#define GFLA_CLI_TRAIN_TRAIN_THREADS_H

#include "cli/train/train_options.h"

/* Ranks 1 .. n - 1, which train while this thread is rank 0. Starts as {0}. */
struct train_threads {
    struct cli *cli;
    const struct train_options *options;
    gfla_device **devices; /* [n], of all ranks */
    size_t n;
    struct train_rank *ranks; /* [n]; that of rank 0 has no thread */
    gfla_exchange **exchanges;
};

/* Opens the devices of -d, and an exchange for each where they are several. devices[0] and exchanges[0], which is NULL of
 * one device alone, are for this thread. */
gfla_status train_threads_open(struct train_threads *threads, struct cli *cli);
/* The other ranks begin: with these options, but for the exchange. */
gfla_status train_threads_start(struct train_threads *threads, const struct train_options *options);
/* Ends what this thread does with `status`, waits for the others and closes all. Returns the status of the whole: a failure
 * that one rank alone had is named with its device. */
gfla_status train_threads_close(struct train_threads *threads, gfla_status status);

#endif
