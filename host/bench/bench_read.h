/* bench/bench_read.h - the numbers of a tensor on a device, for the errors of `gfla bench`. */
#ifndef GFLA_BENCH_BENCH_READ_H
#define GFLA_BENCH_BENCH_READ_H

#include "graph/plan.h"

/* Copies that the caller frees. */
gfla_status gfla_bench_read_floats(gfla_plan *plan, gfla_tensor *tensor, float **floats);
gfla_status gfla_bench_read_doubles(gfla_plan *plan, gfla_tensor *tensor, double **doubles);

#endif
