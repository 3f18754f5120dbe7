/* cli/bench/compare_print.h - two results of `gfla bench` side by side, as text. */
#ifndef GFLA_CLI_BENCH_COMPARE_PRINT_H
#define GFLA_CLI_BENCH_COMPARE_PRINT_H

#include "bench/bench_values.h"
#include "cli/cli.h"

/* Prints what both have: values, ratios, their noise and whether they are more than that; and the mean. heading: of the
 * names; labels: of the two columns. Returns of how many the mean is. */
int bench_print_compared(const struct cli *cli, const char *heading, const char *const labels[2],
                         const struct gfla_bench_values *first, const struct gfla_bench_values *second);

#endif
