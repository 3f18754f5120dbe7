/* bench/gfla_bench_compare.h - this run of `gfla bench` against an earlier one, whose JSON was kept. */
#ifndef GFLA_BENCH_BENCH_COMPARE_H
#define GFLA_BENCH_BENCH_COMPARE_H

#include "bench/bench_report.h"

/* Reads what bench_report_json wrote; NULL path: nothing. GFLA_ERROR_INPUT for any other file. Before the work, which
 * takes minutes. */
typedef struct gfla_bench_earlier gfla_bench_earlier;
gfla_status gfla_bench_earlier_open(gfla_bench_earlier **earlier, const char *path);
void gfla_bench_earlier_close(gfla_bench_earlier **earlier);

/* Prints the rows that both have, with the ratio of the medians, earlier by now: above 1 is faster. Says so when the
 * devices differ. NULL: nothing. */
void gfla_bench_earlier_print(const gfla_bench_earlier *earlier, const struct gfla_bench_report *report,
                              const struct cli *cli);

#endif
