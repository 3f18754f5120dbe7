#include "bench/bench_time.h"
#include "base/clock.h"
#include "base/context.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

#define SHORT_SECONDS 2e-3 /* runs are queued together until they take so long */
#define MAX_TOGETHER 2000
#define MAX_SAMPLES 1000

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

gfla_status gfla_bench_check_device(const gfla_device *device)
{
    gfla_status status = GFLA_OK;
    REQUIRE(gfla_device_get_info(device)->kind != GFLA_DEVICE_NULL, GFLA_ERROR_USAGE,
            "the null device computes nothing that could be timed. hint: -d cpu, or a device of `gfla devices`");
fail:
    return status;
}

struct gfla_bench_times gfla_bench_times_of(double *seconds, int runs)
{
    qsort(seconds, (size_t)runs, sizeof *seconds, compare);
    return (struct gfla_bench_times){
        .runs = runs, .median = seconds[runs / 2], .min = seconds[0], .p90 = seconds[(runs * 9 - 1) / 10]};
}

void gfla_bench_times_divide(struct gfla_bench_times *times, int n)
{
    times->median /= n;
    times->min /= n;
    times->p90 /= n;
}

static gfla_status time_together(gfla_device *device, gfla_bench_run run, void *context, int together, double *seconds)
{
    gfla_status status;
    TRY(gfla_check_cancelled());
    const double start = gfla_clock();
    for (int i = 0; i < together; i++)
        TRY(run(context));
    TRY(gfla_device_finish(device));
    *seconds = (gfla_clock() - start) / together;
fail:
    return status;
}

gfla_status gfla_bench_time(gfla_device *device, gfla_bench_run run, void *context,
                            const struct gfla_bench_effort *effort, struct gfla_bench_times *times)
{
    gfla_status status;
    double *samples = NULL, once;
    int n = 0;
    TRY(gfla_calloc(&samples, MAX_SAMPLES, sizeof *samples, "times"));
    TRY(time_together(device, run, context, 1, &once)); /* compiles, where the driver is lazy */
    TRY(time_together(device, run, context, 1, &once));
    const double together = fmin(ceil(SHORT_SECONDS / fmax(once, 1e-9)), MAX_TOGETHER);
    const double end = gfla_clock() + effort->seconds;
    while (n < MAX_SAMPLES && (n < effort->runs || gfla_clock() < end))
        TRY(time_together(device, run, context, (int)together, &samples[n++]));
    *times = gfla_bench_times_of(samples, n);
fail:
    free(samples);
    return status;
}

static gfla_status run_plan(void *plan)
{
    return gfla_plan_run(plan);
}

gfla_status gfla_bench_time_plan(gfla_device *device, gfla_plan *plan, const struct gfla_bench_effort *effort,
                                 struct gfla_bench_times *times)
{
    return gfla_bench_time(device, run_plan, plan, effort, times);
}
