#include "tasks/model/people_model.h"

#include <string.h>

#include "train/weights.h"

/* Whether the weights have attentions in front of the same steps as the network of the table. */
static bool attends_alike(const struct gfla_net_model *net)
{
    for (int i = 0; i < GFLA_DECODER_STEPS; i++)
        if ((net->config.kernel[i] != 0) != (net->model->config.kernel[i] != 0))
            return false;
    return true;
}

/* The network that was asked for, or the first of the task's that is like the weights. */
static gfla_status choose(struct gfla_net_model *net, const struct gfla_people_options *asked)
{
    gfla_status status;
    if (asked->model)
        return gfla_net_model_choose(net, &(struct gfla_net_options){.model = asked->model, .weights = asked->weights});
    for (const char *const *name = asked->models; *name; name++) {
        TRY(gfla_net_model_choose(net, &(struct gfla_net_options){.model = *name, .weights = asked->weights}));
        if (attends_alike(net) || !name[1])
            return GFLA_OK;
        gfla_net_model_close(net);
    }
    return gfla_fail(GFLA_ERROR_USAGE, "no network was named");
fail:
    return status;
}

static void keep(const struct gfla_people_model *model, const char *const *names)
{
    for (; names && *names; names++) {
        gfla_tensor *tensor = gfla_graph_find(model->net.graph, *names);
        if (tensor)
            gfla_graph_keep(tensor);
    }
}

gfla_status gfla_people_model_open(struct gfla_people_model *model, gfla_device *device,
                                   const struct gfla_people_options *asked)
{
    gfla_status status;
    *model = (struct gfla_people_model){.plan = NULL};
    TRY(choose(&model->net, asked));
    gfla_net_model_resize(&model->net, asked->width, asked->height, asked->batch);
    if (asked->frames)
        model->net.config.frames = asked->frames;
    TRY(gfla_net_model_build(&model->net));
    TRY(gfla_net_model_check_weights(&model->net));
    keep(model, asked->keep);
    TRY(gfla_plan_create(&model->plan, model->net.graph, device,
                         &(struct gfla_plan_params){.build_aside = true, .skip_unchanged = true}));
    TRY(gfla_weights_load_part(model->plan, model->net.graph, model->net.path, model->net.model->prefix, NULL));
    return GFLA_OK;
fail:
    gfla_people_model_close(model);
    return status;
}

void gfla_people_model_close(struct gfla_people_model *model)
{
    gfla_plan_destroy(&model->plan);
    gfla_net_model_close(&model->net);
}

gfla_tensor *gfla_people_model_find(const struct gfla_people_model *model, const char *name)
{
    char text[32];
    for (int i = 0; i < model->net.net.n_outputs; i++)
        if (strcmp(gfla_model_output_name(&model->net.net.output[i], -1, text, sizeof text), name) == 0)
            return model->net.net.output[i].tensor;
    return gfla_graph_find(model->net.graph, name);
}

gfla_status gfla_people_model_run(struct gfla_people_model *model)
{
    gfla_status status;
    TRY(gfla_plan_run(model->plan));
    if (!model->is_packed)
        TRY(gfla_plan_release_weights(model->plan));
    model->is_packed = true;
    return GFLA_OK;
fail:
    return status;
}
