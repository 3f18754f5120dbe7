/* bench/bench_train.h - an iteration of the paper's training. */
#ifndef GFLA_BENCH_BENCH_TRAIN_H
#define GFLA_BENCH_BENCH_TRAIN_H

#include "bench/bench_report.h"

#define GFLA_BENCH_TRAIN_NAME "train-shapenet-256"

/* Adds the row of an iteration of the published network on so many pairs of images (0: one), by the pair: the
 * discriminator's step, then the generator's, forward, backward and Adam, with the losses that need no VGG-19. On a
 * device of its own, that of -d, and on random numbers. */
gfla_status gfla_bench_train(int batch, struct gfla_bench_report *report, const struct gfla_bench_setup *setup,
                             const struct gfla_bench_effort *effort);

#endif
