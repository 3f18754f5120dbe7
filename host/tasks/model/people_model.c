#include "tasks/model/people_model.h"

#include <string.h>

#include "train/weights.h"

/* Whether the weights have attentions in front of the same steps as the network of the table. */
static bool attends_alike(const struct net_model *net)
{
    for (int i = 0; i < GFLA_DECODER_STEPS; i++)
        if ((net->config.kernel[i] != 0) != (net->model->config.kernel[i] != 0))
            return false;
    return true;
}

/* The network that was asked for, or the first of the task's that is like the weights. */
static gfla_status choose(struct net_model *net, const struct people_asked *asked)
{
    gfla_status status;
    if (asked->model)
        return net_model_choose(net, &(struct net_asked){.model = asked->model, .weights = asked->weights});
    for (const char *const *name = asked->models; *name; name++) {
        TRY(net_model_choose(net, &(struct net_asked){.model = *name, .weights = asked->weights}));
        if (attends_alike(net) || !name[1])
            return GFLA_OK;
        net_model_close(net);
    }
    return gfla_fail(GFLA_ERROR_USAGE, "no network was named");
fail:
    return status;
}

static void keep(const struct people_model *model, const char *const *names)
{
    for (; names && *names; names++) {
        gfla_tensor *tensor = gfla_graph_find(model->net.graph, *names);
        if (tensor)
            gfla_graph_keep(tensor);
    }
}

gfla_status people_model_open(struct people_model *model, gfla_device *device, const struct people_asked *asked)
{
    gfla_status status;
    *model = (struct people_model){.plan = NULL};
    TRY(choose(&model->net, asked));
    net_model_resize(&model->net, asked->width, asked->height, asked->batch);
    if (asked->frames)
        model->net.config.frames = asked->frames;
    TRY(net_model_build(&model->net));
    TRY(net_model_check_weights(&model->net));
    keep(model, asked->keep);
    TRY(gfla_plan_create(&model->plan, model->net.graph, device, &(struct gfla_plan_params){.build_aside = true, .skip_unchanged = true}));
    TRY(gfla_weights_load_part(model->plan, model->net.graph, model->net.path, model->net.model->prefix, NULL));
    return GFLA_OK;
fail:
    people_model_close(model);
    return status;
}

void people_model_close(struct people_model *model)
{
    gfla_plan_destroy(&model->plan);
    net_model_close(&model->net);
}

gfla_tensor *people_model_find(const struct people_model *model, const char *name)
{
    char text[32];
    for (int i = 0; i < model->net.net.n_outputs; i++)
        if (strcmp(gfla_model_output_name(&model->net.net.output[i], -1, text, sizeof text), name) == 0)
            return model->net.net.output[i].tensor;
    return gfla_graph_find(model->net.graph, name);
}

gfla_status people_model_run(struct people_model *model)
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
