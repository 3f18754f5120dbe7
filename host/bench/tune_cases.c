#include "bench/tune_cases.h"

#include <stdio.h>
#include <string.h>

#include "ops/add.h"
#include "ops/dot_loss.h"
#include "runtime/tuning.h"

/* Appends all gradients, of any loss: sum(output * random), over all outputs. */
static gfla_status differentiate(gfla_graph *graph, const struct gfla_model_net *net)
{
    gfla_status status;
    gfla_tensor *total = NULL;
    for (int i = 0; i < net->n_outputs; i++) {
        gfla_tensor *out = net->output[i].tensor, *d_out, *part;
        char name[32];
        if (!out->needs_grad)
            continue;
        snprintf(name, sizeof name, "d_out%d", i);
        d_out = gfla_graph_input(graph, name, out->shape, out->layout);
        part = gfla_dot(graph, out, d_out);
        total = total ? gfla_add(graph, total, part) : part;
    }
    TRY(gfla_graph_differentiate(graph, total));
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (tensor->role == GFLA_ROLE_PARAM && tensor->grad)
            gfla_graph_keep(tensor->grad);
    }
fail:
    return status;
}

gfla_status gfla_tune_net_build(struct gfla_net_model *net, const char *name, const struct gfla_tune_nets *nets)
{
    gfla_status status;
    TRY(gfla_net_model_choose(net, &(struct gfla_net_options){.model = name}));
    gfla_net_model_resize(net, nets->width, nets->height, nets->batch);
    status = gfla_net_model_build(net);
    if (status != GFLA_OK) {
        gfla_fail_context(status, "%s", name);
        gfla_net_model_close(net);
    }
fail:
    return status;
}

/* What judges images is run by a training alone. */
static bool is_for_training(const struct gfla_architecture *model)
{
    return strncmp(model->name, "discriminator", strlen("discriminator")) == 0 || strcmp(model->name, "vgg19") == 0 ||
           strcmp(model->name, "features") == 0;
}

size_t gfla_tune_n_nets(const struct gfla_tune_nets *nets)
{
    return nets->n_names ? nets->n_names : gfla_n_architectures;
}

const char *gfla_tune_net_name(const struct gfla_tune_nets *nets, size_t i)
{
    if (nets->n_names)
        return nets->names[i];
    return nets->training || !is_for_training(&gfla_architectures[i]) ? gfla_architectures[i].name : NULL;
}

struct collection {
    struct gfla_conv_cases *cases;
    const struct gfla_tune_nets *nets;
    const struct gfla_device_info *device;
};

static gfla_status collect_net(const struct collection *c, const char *name, bool training)
{
    gfla_status status;
    struct gfla_net_model net = {.model = NULL};
    TRY(gfla_tune_net_build(&net, name, c->nets));
    status = training ? differentiate(net.graph, &net.net) : GFLA_OK;
    if (status == GFLA_OK)
        status = gfla_conv_collect(c->cases, net.graph, c->device, training);
    if (status != GFLA_OK)
        gfla_fail_context(status, "%s", name);
fail:
    gfla_net_model_close(&net);
    return status;
}

gfla_status gfla_tune_collect(struct gfla_conv_cases *cases, const struct gfla_tune_nets *nets,
                              const struct gfla_device_info *device)
{
    gfla_status status = GFLA_OK;
    const struct collection collection = {cases, nets, device};
    for (size_t i = 0; i < gfla_tune_n_nets(nets); i++) {
        const char *name = gfla_tune_net_name(nets, i);
        if (name)
            TRY(collect_net(&collection, name, false));
        if (name && nets->training)
            TRY(collect_net(&collection, name, true));
    }
fail:
    return status;
}

const char *gfla_tune_store(gfla_device *device)
{
    return gfla_tuning_path(device);
}
