#include "bench/tune_programs.h"
#include "base/context.h"
#include "base/progress.h"

/* skip_unchanged divides the network into other launches, some of which other kernels may do. */
static gfla_status run_once(gfla_device *device, const char *name, const struct gfla_tune_nets *nets,
                            bool skip_unchanged)
{
    gfla_status status;
    struct gfla_net_model net = {.model = NULL};
    gfla_plan *plan = NULL;
    TRY(gfla_tune_net_build(&net, name, nets));
    TRY(gfla_plan_create(&plan, net.graph, device, &(struct gfla_plan_params){.skip_unchanged = skip_unchanged}));
    TRY(gfla_plan_run(plan));
    TRY(gfla_device_finish(device));
fail:
    gfla_plan_destroy(&plan);
    gfla_net_model_close(&net);
    return status;
}

static void keep_net(struct gfla_batch *batch, gfla_device *device, const char *name, const struct gfla_tune_nets *nets)
{
    gfla_status status;
    TRY(run_once(device, name, nets, false));
    TRY(run_once(device, name, nets, true));
    gfla_batch_done(batch);
fail:
    if (status != GFLA_OK)
        gfla_batch_failed(batch, name, status);
}

gfla_status gfla_tune_programs(const char *selector, struct gfla_batch *batch, const struct gfla_tune_nets *nets,
                               struct gfla_program_counts *counts)
{
    gfla_status status;
    gfla_device *device = NULL;
    struct gfla_progress_count progress;
    const size_t n = gfla_tune_n_nets(nets);
    TRY(gfla_device_open(&device, NULL, selector)); /* a new one has no programs yet, so that all are asked for */
    gfla_device_keep_programs(device);
    gfla_progress_begin(&progress, "networks", n);
    for (size_t i = 0; i < n && !gfla_is_cancelled(); i++) {
        const char *name = gfla_tune_net_name(nets, i);
        if (name)
            keep_net(batch, device, name, nets);
        gfla_progress_set(&progress, i + 1);
    }
    gfla_progress_end(&progress);
    *counts = gfla_device_program_counts(device);
fail:
    gfla_device_destroy(&device);
    return status;
}
