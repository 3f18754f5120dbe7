/* bench/bench_values.h - results that were kept, of `gfla bench --json` or `--submit`, as values to compare. */
#ifndef GFLA_BENCH_BENCH_VALUES_H
#define GFLA_BENCH_BENCH_VALUES_H

#include "bench/bench_ratio.h"
#include "bench/bench_report.h"

struct gfla_bench_named_value {
    char name[96];
    const char *unit; /* static */
    bool more_is_better;
    bool is_scored; /* of a submission: counts in its score */
    struct gfla_bench_value value;
};

/* Starts as {0}. */
struct gfla_bench_values {
    bool is_submission;
    char device[128], driver[128], platform[128];
    struct gfla_bench_named_value *items;
    size_t count, capacity;
};

/* Reads either; freed with gfla_bench_values_free, also after a failure. GFLA_ERROR_INPUT names the file: it is neither,
 * or a submission that was changed. */
gfla_status gfla_bench_values_read(struct gfla_bench_values *values, const char *path);
/* The rows of a report that is being made, likewise. */
gfla_status gfla_bench_values_take(struct gfla_bench_values *values, const struct gfla_bench_report *report);
void gfla_bench_values_free(struct gfla_bench_values *values);

/* What both have, in the order of the first. */
struct gfla_bench_pair {
    const struct gfla_bench_named_value *first, *second;
    struct gfla_bench_difference difference;
};
/* Says these to `pair`, and returns the geometric mean of the ratios: of two submissions, of what is scored. *count: of
 * how many. */
double gfla_bench_values_compare(const struct gfla_bench_values *first, const struct gfla_bench_values *second,
                                 void (*pair)(void *user_data, const struct gfla_bench_pair *pair), void *user_data,
                                 int *count);

#endif
