/* bench/bench_ratio.h - two measurements of one thing: how they differ, and whether that is more than noise. */
#ifndef GFLA_BENCH_BENCH_RATIO_H
#define GFLA_BENCH_BENCH_RATIO_H

/* A median and how far it can be off: one standard error of it, as a fraction of it. */
struct gfla_bench_value {
    double median, spread;
};

/* The median of rounds, and the spread from their median absolute deviation: 1.4826 of it estimate a standard
 * deviation of normal noise, and the median of n such rounds has 1.2533 / sqrt(n) of that. Fewer than three rounds say
 * nothing of their noise: 5 percent are assumed. */
struct gfla_bench_value gfla_bench_value_of_rounds(const double *rounds, int n);
/* The median absolute deviation itself, in the unit of the rounds. */
double gfla_bench_deviation(const double *rounds, int n);
/* The same from a median and the 90th percentile of so many runs: normal noise has 1.2816 standard deviations between
 * them. Runs of one go are alike: what differs from one start to the next is not in it. */
struct gfla_bench_value gfla_bench_value_of_runs(double median, double p90, int runs);

enum gfla_bench_verdict { GFLA_BENCH_NOISE, GFLA_BENCH_FASTER, GFLA_BENCH_SLOWER, GFLA_BENCH_VERDICT_COUNT };
extern const char *const gfla_bench_verdict_names[GFLA_BENCH_VERDICT_COUNT]; /* "noise", "faster", "slower" */

/* Below this part of a median nothing is told apart, however alike the rounds were. */
#define GFLA_BENCH_LEAST_DIFFERENCE 0.02

/* How many times as fast `second` is as `first`: of times the first by the second, of rates the second by the first.
 * limit: a ratio between 1 / (1 + limit) and 1 + limit is noise: three combined spreads, GFLA_BENCH_LEAST_DIFFERENCE at
 * the least. */
struct gfla_bench_difference {
    double ratio, limit;
    enum gfla_bench_verdict verdict;
};
struct gfla_bench_difference gfla_bench_compare_values(struct gfla_bench_value first, struct gfla_bench_value second,
                                                       int more_is_better);

#endif
