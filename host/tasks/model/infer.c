#include "tasks/model/infer.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/failure.h"
#include "runtime/commands.h"
#include "runtime/groups.h"
#include "tasks/check/self_check.h"
#include "tasks/device_crew.h"
#include "train/weights.h"

void gfla_infer_close(struct gfla_infer *work)
{
    gfla_infer_outputs_destroy(&work->outputs);
    for (int i = 0; work->workers && i < work->n_devices; i++) {
        gfla_plan_destroy(&work->workers[i].plan);
        gfla_net_model_close(&work->workers[i].own);
    }
    free(work->workers);
    work->workers = NULL;
    gfla_net_model_close(&work->net);
}

/* ---- before the work ---- */

gfla_status gfla_infer_build(struct gfla_infer *work, const struct gfla_net_options *options,
                             struct gfla_infer_inputs *inputs)
{
    gfla_status status;
    work->options = options;
    work->inputs = inputs;
    TRY(gfla_net_model_choose(&work->net, options));
    REQUIRE(work->net.weights, GFLA_ERROR_USAGE, "%s needs weights. hint: --weights FILE", options->model);
    TRY(gfla_infer_inputs_read(inputs));
    TRY(gfla_infer_inputs_size(inputs, &work->net));
    status = gfla_net_model_build(&work->net);
    if (status == GFLA_ERROR_USAGE)
        status =
            gfla_fail_context(GFLA_ERROR_INPUT, "%s for %s as given", work->net.model->name, work->net.model->sizing);
    TRY(status);
    TRY(gfla_infer_inputs_match(inputs, &work->net));
    TRY(gfla_net_model_check_weights(&work->net));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status load(struct gfla_infer_worker *w, gfla_device *device, bool taps)
{
    gfla_status status;
    w->device = device;
    TRY(gfla_self_check(device, w->net->graph));
    TRY(gfla_plan_create(&w->plan, w->net->graph, device,
                         &(struct gfla_plan_params){.build_aside = true, .keep_all = taps}));
    TRY(gfla_weights_load_part(w->plan, w->net->graph, w->net->path, w->net->model->prefix, NULL));
fail:
    return status;
}

/* The network was built for one item, before there was a device. */
static gfla_status divide(struct gfla_infer *work, const gfla_device *device, int most)
{
    const int usual = gfla_takes_groups(gfla_device_get_info(device)) ? GFLA_INFER_GPU_PART : 1;
    gfla_infer_inputs_divide(work->inputs, most ? most : usual);
    if (work->inputs->part == 1)
        return GFLA_OK;
    gfla_graph_destroy(&work->net.graph);
    gfla_net_model_resize(&work->net, 0, 0, work->inputs->part);
    return gfla_net_model_build(&work->net);
}

gfla_status gfla_infer_load(struct gfla_infer *work, gfla_device *const *devices, int n_devices, int most, bool taps)
{
    gfla_status status;
    TRY(divide(work, devices[0], most));
    const int n_parts = work->inputs->n_parts;
    work->devices = devices;
    work->n_devices = n_devices < n_parts ? n_devices : n_parts;
    TRY(gfla_calloc(&work->workers, (size_t)work->n_devices, sizeof *work->workers, "networks"));
    work->workers[0].net = &work->net;
    TRY(load(&work->workers[0], devices[0], taps));
fail:
    return status;
}

/* ---- the work ---- */

/* Plans hold a graph each. */
static gfla_status start(void *context, int worker)
{
    gfla_status status;
    struct gfla_infer *work = context;
    struct gfla_infer_worker *w = &work->workers[worker];
    if (worker == 0)
        return GFLA_OK;
    w->net = &w->own;
    TRY(gfla_net_model_choose(w->net, work->options));
    w->net->config = work->net.config;
    TRY(gfla_net_model_build(w->net));
    TRY(load(w, work->devices[worker], work->place->taps));
fail:
    return status;
}

static gfla_status run_frame(const struct gfla_infer *work, struct gfla_infer_worker *w, int part, int frame)
{
    gfla_status status;
    TRY(gfla_infer_inputs_write(work->inputs, w->net, w->plan, part, frame));
    const double start = gfla_clock();
    TRY(gfla_plan_run(w->plan));
    TRY(gfla_device_finish(w->device));
    w->seconds += gfla_clock() - start;
    if (!w->has_run)
        TRY(gfla_plan_release_weights(w->plan));
    w->has_run = true;
fail:
    return status;
}

static gfla_status run_part(void *context, int worker, size_t part)
{
    gfla_status status = GFLA_OK;
    struct gfla_infer *work = context;
    struct gfla_infer_worker *w = &work->workers[worker];
    for (int frame = 0; frame < work->inputs->n_frames; frame++) {
        TRY(gfla_check_cancelled());
        TRY(run_frame(work, w, (int)part, frame));
        TRY(gfla_infer_outputs_take(&work->outputs, work->place, w->net, w->plan, (int)part,
                                    w->net->net.frame ? frame : -1));
    }
fail:
    return status;
}

static gfla_status take(void *context, size_t part, gfla_status part_status)
{
    struct gfla_infer *work = context;
    work->n_done += part_status == GFLA_OK;
    return part_status;
}

gfla_status gfla_infer_run(struct gfla_infer *work, const struct gfla_infer_place *place)
{
    gfla_status status;
    const struct gfla_infer_inputs *inputs = work->inputs;
    const struct gfla_crew crew = {
        .n_items = (size_t)inputs->n_parts, .context = work, .start = start, .work = run_part, .take = take};
    work->place = place;
    TRY(gfla_infer_outputs_prepare(&work->outputs, place, &work->net, inputs->n_items, inputs->part, inputs->n_frames));
    const struct gfla_failure failure = gfla_failure_keep(gfla_device_crew_run(work->devices, work->n_devices, &crew));
    for (int i = 0; i < work->n_devices; i++)
        work->seconds += work->workers[i].seconds;
    if (work->n_done == inputs->n_parts) {
        TRY(gfla_infer_outputs_write(&work->outputs, place, &work->net, inputs->n_frames));
        work->is_whole = true;
    }
    status = gfla_failure_again(&failure);
fail:
    return status;
}
