#include "tasks/model/people_model.h"

#include <string.h>

#include "tasks/check/self_check.h"
#include "tasks/model/model_session.h"
#include "train/weights.h"

/* Whether the weights have attentions in front of the same steps as the network of the table. */
static bool attends_alike(const struct gfla_net_model *net)
{
    for (int i = 0; i < GFLA_DECODER_STEPS; i++)
        if ((net->config.kernel[i] != 0) != (net->model->config.kernel[i] != 0))
            return false;
    return true;
}

static gfla_status choose_network(struct gfla_net_model *net, const struct gfla_people_options *options,
                                  const char *network)
{
    const gfla_model *opened = options->opened;
    const struct gfla_net_options asked = {.model = network, .weights = options->weights};
    if (!opened)
        return gfla_net_model_choose(net, &asked);
    if (!opened->weights)
        return gfla_fail(GFLA_ERROR_USAGE, "%s was opened without weights, so it cannot run. hint: open a file",
                         opened->net.model->name);
    return gfla_net_model_borrow(net, opened->weights, opened->net.path[0] ? opened->net.path : "weights in memory",
                                 &asked);
}

static bool is_listed(const char *const *list, const char *name)
{
    while (*list && strcmp(*list, name) != 0)
        list++;
    return *list != NULL;
}

/* Whether the file says which of the task's networks it is of. */
static bool choose_by_file(struct gfla_net_model *net, const struct gfla_people_options *options)
{
    const gfla_model *opened = options->opened;
    const gfla_status status = opened
                                   ? choose_network(net, options, NULL)
                                   : gfla_net_model_choose(net, &(struct gfla_net_options){.model = options->weights});
    if (status != GFLA_OK)
        return false;
    if (net->weights && is_listed(options->models, net->model->name))
        return true;
    gfla_net_model_close(net);
    return false;
}

/* The network that was asked for, or that the file names, or the first of the task's that is like the weights. */
static gfla_status choose(struct gfla_net_model *net, const struct gfla_people_options *options)
{
    gfla_status status;
    if (options->model)
        return choose_network(net, options, options->model);
    if (choose_by_file(net, options))
        return GFLA_OK;
    for (const char *const *name = options->models; *name; name++) {
        TRY(choose_network(net, options, *name));
        if (attends_alike(net) || !name[1])
            return GFLA_OK;
        gfla_net_model_close(net);
    }
    return gfla_fail(GFLA_ERROR_USAGE, "no network was named");
fail:
    return status;
}

/* Of an open file that several share, one reads at a time. */
static gfla_status load(const struct gfla_people_model *model, const gfla_model *opened)
{
    const struct gfla_net_model *net = &model->net;
    pthread_mutex_t *lock = opened ? (pthread_mutex_t *)&opened->lock : NULL;
    if (lock)
        pthread_mutex_lock(lock);
    const gfla_status status =
        gfla_weights_load_open(model->plan, net->graph, net->weights, net->path, net->model->prefix);
    if (lock)
        pthread_mutex_unlock(lock);
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
                                   const struct gfla_people_options *options)
{
    gfla_status status;
    *model = (struct gfla_people_model){.plan = NULL};
    TRY(choose(&model->net, options));
    gfla_net_model_resize(&model->net, options->width, options->height, options->batch);
    if (options->frames)
        model->net.config.frames = options->frames;
    TRY(gfla_net_model_build(&model->net));
    TRY(gfla_net_model_check_weights(&model->net));
    keep(model, options->keep);
    TRY(gfla_self_check(device, model->net.graph));
    TRY(gfla_plan_create(&model->plan, model->net.graph, device,
                         &(struct gfla_plan_params){.build_aside = true, .skip_unchanged = true}));
    TRY(load(model, options->opened));
    if (options->opened)
        model->net.weights = NULL; /* which may be closed from now on */
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

bool gfla_people_model_keeps_aspect(const struct gfla_people_model *model)
{
    return strcmp(model->net.model->name, "figure") == 0;
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
