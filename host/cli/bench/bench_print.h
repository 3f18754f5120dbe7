/* cli/bench/bench_print.h - the results of `gfla bench` as a table that grows. */
#ifndef GFLA_CLI_BENCH_BENCH_PRINT_H
#define GFLA_CLI_BENCH_BENCH_PRINT_H

#include "bench/bench_values.h"
#include "cli/cli.h"

struct bench_print {
    const struct cli *cli;
    int kind; /* of the last row that was printed; -1: none */
};

/* The `row` of a gfla_bench_setup whose user_data is a bench_print: prints it, with a heading where a kind begins. */
void bench_print_row(void *print, const struct gfla_bench_report *report, const struct gfla_bench_row *row);

/* Prints the ratios to an earlier run, which was read from `path`; says so when the devices differ. */
gfla_status bench_print_earlier(const struct gfla_bench_values *earlier, const char *path,
                                const struct gfla_bench_report *report, const struct cli *cli);

#endif
