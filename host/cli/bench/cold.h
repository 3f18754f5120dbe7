/* cli/bench/cold.h - `gfla bench --cold`. */
#ifndef GFLA_CLI_BENCH_COLD_H
#define GFLA_CLI_BENCH_COLD_H

#include "bench/bench_report.h"
#include "cli/cli.h"

/* Prints, for each network that is wanted, how long a new process takes to its first result, with empty and with full
 * caches, and which programs it compiles (bench/bench_cold.h). */
gfla_status bench_cold(const struct cli *cli, const struct gfla_bench_setup *setup,
                       const struct gfla_bench_choice *choice);

#endif
