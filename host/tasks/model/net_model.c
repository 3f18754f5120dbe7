#include "tasks/model/net_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tasks/model/model_file.h"
#include "train/branch.h"
#include "train/published.h"

#define MOST_CHANNELS 4096
#define MOST_SETTINGS 32

static const char *get_metadata(const void *file, const char *key)
{
    return gfla_checkpoint_get(file, key);
}

static gfla_status recognise(struct gfla_net_model *net, const char *fallback)
{
    gfla_status status;
    char names[512];
    status = gfla_metadata_network(&net->model, get_metadata, net->weights);
    if (status != GFLA_OK)
        return gfla_fail_context(status, "%s", net->path);
    if (!net->model && fallback)
        net->model = gfla_architecture_find(fallback);
    REQUIRE(net->model, GFLA_ERROR_INPUT,
            "%s does not say which network it is of. hint: name the network, one of %s, and these as --weights",
            net->path, gfla_architecture_names(names, sizeof names));
fail:
    return status;
}

/* 0 when the weights have no such tensor and may lack it. */
static gfla_status read_setting(const struct gfla_net_model *net, const struct gfla_architecture_setting *setting,
                                int *value)
{
    gfla_status status = GFLA_OK;
    char text[96], note[256];
    const struct gfla_checkpoint_tensor *tensor = gfla_published_find(net->weights, setting->tensor);
    *value = 0;
    if (!tensor && setting->is_optional)
        return GFLA_OK;
    REQUIRE(tensor, GFLA_ERROR_INPUT, "%s: no tensor \"%s\": these are weights of another network than %s%s", net->path,
            setting->tensor, net->model->name, gfla_checkpoint_note(net->weights, note, sizeof note));
    REQUIRE(setting->dim < tensor->shape.rank && tensor->shape.dim[setting->dim] > 0 &&
                tensor->shape.dim[setting->dim] <= MOST_CHANNELS,
            GFLA_ERROR_INPUT, "%s: tensor \"%s\" is %s, which no network of this kind has", net->path, setting->tensor,
            gfla_shape_text(tensor->shape, text, sizeof text));
    *value = (int)tensor->shape.dim[setting->dim];
fail:
    return status;
}

gfla_status gfla_net_model_find_branch(gfla_checkpoint *weights, const char *path,
                                       const struct gfla_architecture *model)
{
    const char *names[MOST_SETTINGS];
    size_t n = 0;
    for (const struct gfla_architecture_setting *s = model->settings; s->tensor && n < MOST_SETTINGS; s++)
        if (!s->is_optional)
            names[n++] = s->tensor;
    return gfla_branch_find(weights, path, names, n);
}

static gfla_status read_weights(struct gfla_net_model *net)
{
    gfla_status status;
    TRY(gfla_net_model_find_branch(net->weights, net->path, net->model));
    for (const struct gfla_architecture_setting *s = net->model->settings; s->tensor; s++)
        TRY(read_setting(net, s, (int *)((char *)&net->config + s->offset)));
    status = gfla_metadata_read(&net->config, get_metadata, net->weights);
    if (status != GFLA_OK)
        status = gfla_fail_context(status, "%s", net->path);
    net->own.batch = net->config.batch;
    net->own.width = net->config.width;
    net->own.height = net->config.height;
    net->own.frames = net->config.frames;
fail:
    return status;
}

/* The greatest width keeps its ratio to the first. */
static void take_width(int *width, int *most, int asked)
{
    if (!asked)
        return;
    *most = *width ? asked * (*most / *width) : *most;
    *width = asked;
}

/* net->model is that which was named, or NULL. */
static gfla_status settle(struct gfla_net_model *net, const struct gfla_net_options *asked)
{
    gfla_status status = GFLA_OK;
    if (!net->model)
        TRY(recognise(net, asked->fallback));
    net->config = net->model->config;
    if (net->weights)
        TRY(read_weights(net));
    take_width(&net->config.channels, &net->config.most, asked->config.channels);
    take_width(&net->config.flow_channels, &net->config.flow_most, asked->config.flow_channels);
    if (asked->config.attention_channels)
        net->config.attention_channels = asked->config.attention_channels;
fail:
    return status;
}

gfla_status gfla_net_model_choose(struct gfla_net_model *net, const struct gfla_net_options *asked)
{
    gfla_status status;
    char names[512];
    *net = (struct gfla_net_model){.model = gfla_architecture_find(asked->model)};
    REQUIRE(net->model || !asked->weights, GFLA_ERROR_USAGE,
            "no network \"%s\", which the weights would be of. hint: one of %s", asked->model,
            gfla_architecture_names(names, sizeof names));
    if (!net->model || asked->weights) {
        TRY(gfla_model_file_find(net->model ? asked->weights : asked->model, net->path, sizeof net->path));
        TRY(gfla_checkpoint_open(&net->weights, net->path));
    }
    TRY(settle(net, asked));
    return GFLA_OK;
fail:
    gfla_net_model_close(net);
    return status;
}

gfla_status gfla_net_model_borrow(struct gfla_net_model *net, gfla_checkpoint *weights, const char *name,
                                  const struct gfla_net_options *asked)
{
    gfla_status status;
    char names[512];
    *net = (struct gfla_net_model){.weights = weights, .borrows_weights = true};
    net->model = asked->model ? gfla_architecture_find(asked->model) : NULL;
    snprintf(net->path, sizeof net->path, "%s", name);
    REQUIRE(net->model || !asked->model, GFLA_ERROR_USAGE,
            "no network \"%s\", which the weights would be of. hint: one of %s", asked->model,
            gfla_architecture_names(names, sizeof names));
    TRY(settle(net, asked));
    return GFLA_OK;
fail:
    gfla_net_model_close(net);
    return status;
}

void gfla_net_model_resize(struct gfla_net_model *net, int width, int height, int batch)
{
    struct gfla_network_config *c = &net->config;
    c->width = width ? width : c->width;
    c->height = height ? height : c->height;
    c->batch = batch ? batch : c->batch;
}

static bool has_own_size(const struct gfla_net_model *net)
{
    const struct gfla_network_config *c = &net->config;
    return net->weights && c->batch == net->own.batch && c->width == net->own.width && c->height == net->own.height &&
           c->frames == net->own.frames;
}

gfla_status gfla_net_model_build(struct gfla_net_model *net)
{
    gfla_status status;
    TRY(gfla_graph_create(&net->graph));
    status = gfla_architecture_build(net->model, net->graph, &net->config, &net->net);
    if (status == GFLA_ERROR_USAGE && has_own_size(net))
        status = gfla_fail_context(GFLA_ERROR_INPUT, "%s", net->path);
fail:
    return status;
}

gfla_status gfla_net_model_check_weights(const struct gfla_net_model *net)
{
    gfla_status status;
    const size_t skip = strlen(net->model->prefix);
    for (size_t i = 0; i < gfla_graph_n_tensors(net->graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(net->graph, i);
        char mine[96], theirs[96], note[256];
        if (tensor->role != GFLA_ROLE_PARAM || tensor->view_of)
            continue;
        const struct gfla_checkpoint_tensor *found = gfla_published_find(net->weights, tensor->name + skip);
        if (!found && gfla_published_has(net->weights, tensor->name + skip, tensor->shape))
            continue;
        REQUIRE(found, GFLA_ERROR_INPUT, "%s: no tensor \"%s\": these are weights of another network than %s%s",
                net->path, tensor->name + skip, net->model->name,
                gfla_checkpoint_note(net->weights, note, sizeof note));
        REQUIRE(gfla_shape_equal(found->shape, tensor->shape), GFLA_ERROR_INPUT,
                "%s: tensor \"%s\" is %s, the network has %s", net->path, tensor->name + skip,
                gfla_shape_text(found->shape, theirs, sizeof theirs),
                gfla_shape_text(tensor->shape, mine, sizeof mine));
    }
    return GFLA_OK;
fail:
    return status;
}

void gfla_net_model_close(struct gfla_net_model *net)
{
    if (!net->borrows_weights)
        gfla_checkpoint_close(&net->weights);
    net->weights = NULL;
    gfla_graph_destroy(&net->graph);
}
