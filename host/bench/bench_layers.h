/* bench/bench_layers.h - every class of layer of the networks of `gfla bench`, each timed and compared alone. */
#ifndef GFLA_BENCH_BENCH_LAYERS_H
#define GFLA_BENCH_BENCH_LAYERS_H

#include "bench/bench_report.h"

/* Collects them from the networks' own builders, and adds a row for each that is wanted, in the order in which they
 * occur; each is an item of the batch. */
gfla_status gfla_bench_layers(struct gfla_bench_report *report, const struct gfla_bench_setup *setup,
                              gfla_device *device, const struct gfla_bench_effort *effort,
                              const struct gfla_bench_choice *choice);

/* Whether the name of one of them contains the text. */
gfla_status gfla_bench_layers_find(const char *text, int batch, bool *found);

#endif
