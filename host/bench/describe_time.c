#include "bench/describe_time.h"
#include "base/clock.h"
#include "base/context.h"

#include <stdlib.h>

#include "bench/bench_time.h"
#include "tasks/check/net_fill.h"
#include "train/weights.h"

static gfla_status fill_all(struct gfla_net_model *net, gfla_plan *plan)
{
    gfla_status status;
    TRY(gfla_net_fill(plan, net->graph));
    if (net->weights)
        TRY(gfla_weights_load_part(plan, net->graph, net->path, net->model->prefix, NULL));
    gfla_plan_weights_changed(plan);
fail:
    return status;
}

gfla_status gfla_describe_time(struct gfla_net_model *net, gfla_plan *plan, gfla_device *device, int runs, bool profile,
                               double *seconds)
{
    gfla_status status;
    double *times = NULL;
    TRY(gfla_bench_check_device(device));
    TRY(gfla_calloc(&times, (size_t)runs, sizeof *times, "times"));
    TRY(fill_all(net, plan));
    for (int i = -1; i < runs; i++) {
        TRY(gfla_check_cancelled());
        if (i == 0 && profile)
            TRY(gfla_device_profile(device, true));
        const double start = gfla_clock();
        TRY(gfla_plan_run(plan));
        TRY(gfla_device_finish(device));
        if (i >= 0)
            times[i] = gfla_clock() - start;
    }
    *seconds = gfla_bench_times_of(times, runs).median;
fail:
    free(times);
    return status;
}
