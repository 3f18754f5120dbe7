#include "bench/bench_ratio.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ROUNDS 64
#define SIGMA_OF_MAD 1.4826    /* of normal noise */
#define ERROR_OF_MEDIAN 1.2533 /* sqrt(pi / 2): times sigma / sqrt(n) */
#define SIGMAS_TO_P90 1.2816
#define UNKNOWN_SPREAD 0.05
#define SPREADS 3

const char *const gfla_bench_verdict_names[GFLA_BENCH_VERDICT_COUNT] = {
    [GFLA_BENCH_NOISE] = "noise", [GFLA_BENCH_FASTER] = "faster", [GFLA_BENCH_SLOWER] = "slower"};

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of the first MOST_ROUNDS; with an even number the mean of the two in the middle. */
static double median_of(const double *values, int n)
{
    double sorted[MOST_ROUNDS];
    n = n < MOST_ROUNDS ? n : MOST_ROUNDS;
    if (n <= 0)
        return 0;
    memcpy(sorted, values, (size_t)n * sizeof *sorted);
    qsort(sorted, (size_t)n, sizeof *sorted, compare);
    return (sorted[n / 2] + sorted[(n - 1) / 2]) / 2;
}

double gfla_bench_deviation(const double *rounds, int n)
{
    double off[MOST_ROUNDS];
    const double median = median_of(rounds, n);
    n = n < MOST_ROUNDS ? n : MOST_ROUNDS;
    for (int i = 0; i < n; i++)
        off[i] = fabs(rounds[i] - median);
    return median_of(off, n);
}

struct gfla_bench_value gfla_bench_value_of_rounds(const double *rounds, int n)
{
    struct gfla_bench_value value = {median_of(rounds, n), UNKNOWN_SPREAD};
    if (n >= 3 && value.median > 0)
        value.spread = SIGMA_OF_MAD * ERROR_OF_MEDIAN * gfla_bench_deviation(rounds, n) / value.median / sqrt(n);
    return value;
}

struct gfla_bench_value gfla_bench_value_of_runs(double median, double p90, int runs)
{
    struct gfla_bench_value value = {median, UNKNOWN_SPREAD};
    if (runs >= 3 && median > 0)
        value.spread = ERROR_OF_MEDIAN * fmax(0, p90 - median) / SIGMAS_TO_P90 / median / sqrt(runs);
    return value;
}

struct gfla_bench_difference gfla_bench_compare_values(struct gfla_bench_value first, struct gfla_bench_value second,
                                                       int more_is_better)
{
    struct gfla_bench_difference d = {1, 0, GFLA_BENCH_NOISE};
    d.ratio = more_is_better ? second.median / first.median : first.median / second.median;
    d.limit = fmax(GFLA_BENCH_LEAST_DIFFERENCE, SPREADS * hypot(first.spread, second.spread));
    if (d.ratio > 1 + d.limit)
        d.verdict = GFLA_BENCH_FASTER;
    else if (d.ratio < 1 / (1 + d.limit))
        d.verdict = GFLA_BENCH_SLOWER;
    return d;
}
