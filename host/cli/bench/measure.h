/* cli/bench/measure.h - `gfla bench`: measures what is asked for, prints it as it comes, and writes it. */
#ifndef GFLA_CLI_BENCH_MEASURE_H
#define GFLA_CLI_BENCH_MEASURE_H

#include "bench/bench_report.h"
#include "cli/cli.h"

/* What the command line says of measuring. */
struct bench_options {
    bool layers, nets; /* besides the device's peak */
    struct gfla_bench_choice choice;
    struct gfla_bench_effort effort;
    int rounds;
    bool no_start, no_check;
    const char *json, *compare; /* files; NULL: not asked for */
};

/* setup: all but who hears of rows. An interruption writes what was measured before it. */
gfla_status bench_measure(struct cli *cli, const struct gfla_bench_setup *setup, const struct bench_options *o);

#endif
