#include "cli/tune_cases.h"

#include <stdio.h>
#include <string.h>

#include "cli/net_model.h"
#include "ops/add.h"
#include "ops/dot_loss.h"

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

static gfla_status collect_net(struct gfla_conv_cases *cases, const char *name, const struct tune_nets *nets,
                               const struct gfla_device_info *device, bool training)
{
    gfla_status status;
    struct net_model net;
    TRY(net_model_choose(&net, &(struct net_asked){.model = name}));
    net_model_resize(&net, nets->width, nets->height, nets->batch);
    status = net_model_build(&net);
    if (status == GFLA_OK && training)
        status = differentiate(net.graph, &net.net);
    if (status == GFLA_OK)
        status = gfla_conv_collect(cases, net.graph, device, training);
    net_model_close(&net);
    if (status != GFLA_OK)
        gfla_fail_context(status, "%s", name);
fail:
    return status;
}

/* What judges pictures is run by a training alone. */
static bool is_for_training(const struct gfla_model *model)
{
    return strncmp(model->name, "discriminator", strlen("discriminator")) == 0 || strcmp(model->name, "vgg19") == 0;
}

static gfla_status collect_both(struct gfla_conv_cases *cases, const char *name, const struct tune_nets *nets,
                                const struct gfla_device_info *device)
{
    gfla_status status;
    TRY(collect_net(cases, name, nets, device, false));
    if (nets->training)
        TRY(collect_net(cases, name, nets, device, true));
fail:
    return status;
}

gfla_status tune_collect(struct gfla_conv_cases *cases, const struct tune_nets *nets, const struct gfla_device_info *device)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < nets->n_names; i++)
        TRY(collect_both(cases, nets->names[i], nets, device));
    for (size_t i = 0; i < gfla_n_models && nets->n_names == 0; i++)
        if (nets->training || !is_for_training(&gfla_models[i]))
            TRY(collect_both(cases, gfla_models[i].name, nets, device));
fail:
    return status;
}
