/* bench/bench_compare.h - this run of `gfla bench` against an earlier one, whose JSON was kept. */
#ifndef GFLA_BENCH_BENCH_COMPARE_H
#define GFLA_BENCH_BENCH_COMPARE_H

#include "bench/bench_report.h"

/* Reads what gfla_bench_json wrote; NULL path: nothing. GFLA_ERROR_INPUT for any other file. Before the work, which
 * takes minutes. */
typedef struct gfla_bench_earlier gfla_bench_earlier;
gfla_status gfla_bench_earlier_open(gfla_bench_earlier **earlier, const char *path);
void gfla_bench_earlier_close(gfla_bench_earlier **earlier);

/* The device that it is of. Lives as long. */
const char *gfla_bench_earlier_device(const gfla_bench_earlier *earlier);

/* A row that both have: seconds, and the ratio of the medians, then by now: above 1 is faster. */
struct gfla_bench_ratio {
    const char *name;
    double then, now, ratio;
};

/* Says these to `ratio`, and returns their geometric mean; *count: of how many. */
double gfla_bench_earlier_compare(const gfla_bench_earlier *earlier, const struct gfla_bench_report *report,
                                  void (*ratio)(void *user_data, const struct gfla_bench_ratio *ratio), void *user_data,
                                  int *count);

#endif
