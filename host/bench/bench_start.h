/* bench/bench_start.h - how long a new process takes to its first result. */
#ifndef GFLA_BENCH_BENCH_START_H
#define GFLA_BENCH_BENCH_START_H

#include "bench/bench_report.h"

/* Seconds from the start of a process to the first result of a network (bench_nets.h) by setup->program: *cold
 * with nothing in the caches of compiled kernels, ours and the driver's, and *warm with all programs in them, as `gfla
 * tune` leaves them; a process between the two sees to that. The caches of the user are not touched. kernels: appended
 * what the first of them printed behind the network's name, the table of bench_cold.h; or NULL. Blocks; fails as
 * the process did. */
gfla_status gfla_bench_start(const char *net, const struct gfla_bench_setup *setup, double *cold, double *warm,
                             struct gfla_text *kernels);

#endif
