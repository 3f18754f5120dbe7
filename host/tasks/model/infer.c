#include "tasks/model/infer.h"

#include "base/clock.h"
#include "base/context.h"
#include "runtime/commands.h"
#include "tasks/check/self_check.h"
#include "train/weights.h"

void gfla_infer_close(struct gfla_infer *work)
{
    gfla_infer_outputs_destroy(&work->outputs);
    gfla_plan_destroy(&work->plan);
    gfla_net_model_close(&work->net);
    gfla_device_destroy(&work->device);
}

gfla_status gfla_infer_build(struct gfla_infer *work, const struct gfla_net_options *options,
                             struct gfla_infer_inputs *inputs)
{
    gfla_status status;
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

gfla_status gfla_infer_load(struct gfla_infer *work, const char *device, bool taps)
{
    gfla_status status;
    TRY(gfla_device_open(&work->device, NULL, device));
    TRY(gfla_self_check(work->device, work->net.graph));
    TRY(gfla_plan_create(&work->plan, work->net.graph, work->device,
                         &(struct gfla_plan_params){.build_aside = true, .keep_all = taps}));
    TRY(gfla_weights_load_part(work->plan, work->net.graph, work->net.path, work->net.model->prefix, NULL));
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_infer_run(struct gfla_infer *work, const struct gfla_infer_place *place,
                           const struct gfla_infer_inputs *inputs)
{
    gfla_status status;
    TRY(gfla_infer_outputs_create_folders(place));
    for (int frame = 0; frame < inputs->n_frames; frame++) {
        TRY(gfla_check_cancelled());
        TRY(gfla_infer_inputs_write(inputs, &work->net, work->plan, frame));
        const double start = gfla_clock();
        TRY(gfla_plan_run(work->plan));
        TRY(gfla_device_finish(work->device));
        work->seconds += gfla_clock() - start;
        if (frame == 0)
            TRY(gfla_plan_release_weights(work->plan));
        TRY(gfla_infer_outputs_write(&work->outputs, place, &work->net, work->plan, work->net.net.frame ? frame : -1));
    }
    return GFLA_OK;
fail:
    return status;
}
