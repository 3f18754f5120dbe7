/* bench/bench_time.h - how long something takes on a device: many runs, their median and spread. */
#ifndef GFLA_BENCH_BENCH_TIME_H
#define GFLA_BENCH_BENCH_TIME_H

#include "graph/plan.h"
#include "runtime/commands.h"

/* Of one run, in seconds. p90: nine in ten runs took no longer. */
struct gfla_bench_times {
    int runs;
    double median, min, p90;
};

struct gfla_bench_effort {
    int runs;       /* at least so many, */
    double seconds; /* and more until so much time is over */
};

/* GFLA_ERROR_USAGE: the null device, which computes nothing. */
gfla_status gfla_bench_check_device(const gfla_device *device);

/* Sorts them. */
struct gfla_bench_times gfla_bench_times_of(double *seconds, int runs);

/* Of one of n things that a run makes. */
void gfla_bench_times_divide(struct gfla_bench_times *times, int n);

/* Queues one run; does not wait. */
typedef gfla_status (*gfla_bench_run)(void *context);

/* One run to warm up, then as many as the effort says. Runs that are short are queued together, so that waiting for the
 * device, which costs tens of microseconds, is not what is measured. An interruption is GFLA_ERROR_INTERRUPTED. */
gfla_status gfla_bench_time(gfla_device *device, gfla_bench_run run, void *context,
                            const struct gfla_bench_effort *effort, struct gfla_bench_times *times);
gfla_status gfla_bench_time_plan(gfla_device *device, gfla_plan *plan, const struct gfla_bench_effort *effort,
                                 struct gfla_bench_times *times);

#endif
