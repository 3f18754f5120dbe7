#include "models/gfla/models.h"

#include <stdio.h>
#include <string.h>

#include "models/gfla/patch_discriminator.h"
#include "models/gfla/person.h"
#include "models/gfla/res_discriminator.h"
#include "models/gfla/shapenet.h"
#include "models/gfla/vgg.h"

static void add_input(struct gfla_model_net *net, gfla_tensor *tensor)
{
    if (tensor)
        net->input[net->n_inputs++] = tensor;
}

/* first, second: the numbers in the name, -1: none. */
static void add_output(struct gfla_model_net *net, gfla_tensor *tensor, int first, int second)
{
    struct gfla_model_output *output = &net->output[net->n_outputs];
    if (!tensor)
        return;
    if (first < 0)
        snprintf(output->name, sizeof output->name, "out");
    else if (second < 0)
        snprintf(output->name, sizeof output->name, "out.%d", first);
    else
        snprintf(output->name, sizeof output->name, "out.%d.%d", first, second);
    output->tensor = gfla_graph_keep(tensor);
    net->n_outputs++;
}

/* The maps that there are, counted without gaps. */
static void add_maps(struct gfla_model_net *net, gfla_tensor *const *maps, int n, int number)
{
    int count = 0;
    for (int i = 0; i < n; i++)
        if (maps[i])
            add_output(net, maps[i], number, count++);
}

static gfla_tensor *picture_input(gfla_graph *g, const struct gfla_model_config *c)
{
    return gfla_graph_input(g, "x", gfla_shape_4d(c->batch, c->picture, c->height, c->width), GFLA_LAYOUT_BLOCKED);
}

static gfla_status build_person(gfla_graph *g, const struct gfla_model_config *config, bool flow_only, struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_person person;
    TRY(gfla_person_build(g, config, flow_only, &person));
    add_input(net, person.source);
    add_input(net, person.source_pose);
    add_input(net, person.target_pose);
    add_output(net, person.image, 0, -1);
    add_maps(net, person.maps.flow, GFLA_DECODER_STEPS, flow_only ? 0 : 1);
    add_maps(net, person.maps.mask, GFLA_DECODER_STEPS, flow_only ? 1 : 2);
    return GFLA_OK;
fail:
    return status;
}

static gfla_status build_person_whole(gfla_graph *g, const struct gfla_model_config *config, struct gfla_model_net *net)
{
    return build_person(g, config, false, net);
}

static gfla_status build_person_flow(gfla_graph *g, const struct gfla_model_config *config, struct gfla_model_net *net)
{
    return build_person(g, config, true, net);
}

static gfla_status build_shapenet(gfla_graph *g, const struct gfla_model_config *c, enum gfla_form form, bool flow_only,
                                  struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_shapenet shapenet;
    const struct gfla_shapenet_config config = {.form = form,
                                                .batch = c->batch,
                                                .size = c->height,
                                                .width = c->channels,
                                                .flow_width = c->flow_channels,
                                                .flow_growth = c->flow_channels ? c->flow_most / c->flow_channels : 0,
                                                .attention_width = c->attention_channels,
                                                .flow_only = flow_only};
    REQUIRE(c->height == c->width, GFLA_ERROR_USAGE, "pictures of %d x %d pixels are not square", c->width, c->height);
    TRY(gfla_shapenet_build(g, &config, &shapenet));
    add_input(net, shapenet.source);
    add_input(net, shapenet.source_pose);
    add_input(net, shapenet.target_pose);
    add_input(net, shapenet.turn);
    add_input(net, shapenet.camera);
    add_input(net, shapenet.mirror_camera);
    add_output(net, shapenet.image, 0, -1);
    add_maps(net, shapenet.flow, shapenet.n_flows, flow_only ? 0 : 1);
    add_maps(net, shapenet.mask, shapenet.n_flows, flow_only ? 1 : 2);
    return GFLA_OK;
fail:
    return status;
}

static gfla_status build_shapenet_whole(gfla_graph *g, const struct gfla_model_config *config, struct gfla_model_net *net)
{
    return build_shapenet(g, config, GFLA_FORM_PUBLISHED, false, net);
}

static gfla_status build_shapenet_flow(gfla_graph *g, const struct gfla_model_config *config, struct gfla_model_net *net)
{
    return build_shapenet(g, config, GFLA_FORM_PUBLISHED, true, net);
}

static gfla_status build_view(gfla_graph *g, const struct gfla_model_config *config, struct gfla_model_net *net)
{
    return build_shapenet(g, config, GFLA_FORM_VIEW, false, net);
}

static gfla_status build_view_flow(gfla_graph *g, const struct gfla_model_config *config, struct gfla_model_net *net)
{
    return build_shapenet(g, config, GFLA_FORM_VIEW, true, net);
}

static gfla_status build_res(gfla_graph *g, const struct gfla_model_config *c, struct gfla_model_net *net)
{
    gfla_status status;
    TRY(gfla_model_config_check(c, 1 << c->layers));
    add_input(net, picture_input(g, c));
    add_output(net,
               gfla_res_discriminator_build(
                   g, net->input[0], &(struct gfla_res_discriminator){.width = c->channels, .most = c->most, .layers = c->layers}),
               -1, -1);
    return gfla_graph_status(g);
fail:
    return status;
}

static gfla_status build_patch(gfla_graph *g, const struct gfla_model_config *c, struct gfla_model_net *net)
{
    gfla_status status;
    TRY(gfla_model_config_check(c, 2 << c->layers));
    add_input(net, picture_input(g, c));
    add_output(net,
               gfla_patch_discriminator_build(
                   g, net->input[0], &(struct gfla_patch_discriminator){.width = c->channels, .most = c->most, .layers = c->layers}),
               -1, -1);
    return gfla_graph_status(g);
fail:
    return status;
}

/* Its results have names of their own: relu1_1 .. relu5_2. */
static gfla_status build_vgg(gfla_graph *g, const struct gfla_model_config *c, struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_vgg vgg;
    TRY(gfla_model_config_check(c, 1));
    add_input(net, picture_input(g, c));
    TRY(gfla_vgg_build(g, net->input[0], c->channels, &vgg));
    for (int stage = 0; stage < GFLA_VGG_STAGES; stage++)
        for (int i = 0; i < GFLA_VGG_LAYERS; i++) {
            struct gfla_model_output *output = &net->output[net->n_outputs];
            if (!vgg.relu[stage][i])
                continue;
            snprintf(output->name, sizeof output->name, "relu%d_%d", stage + 1, i + 1);
            output->tensor = gfla_graph_keep(gfla_graph_name(g, vgg.relu[stage][i], "%s", output->name));
            net->n_outputs++;
        }
    return gfla_graph_status(g);
fail:
    return status;
}

#define SETTING(field) offsetof(struct gfla_model_config, field)
/* What shows the size of a flow estimator, of the main network, and of its attentions. */
#define FLOW_SETTINGS                                                                                                              \
    {"flow_net.block0.model.2.weight", 0, SETTING(flow_channels)}, {"flow_net.encoder3.model.2.weight", 0, SETTING(flow_most)}
#define MAIN_SETTINGS                                                                                                              \
    {"source.block0.model.2.weight", 0, SETTING(channels)}, {"target.attn1.fully_connect_layer.0.weight", 0, SETTING(attention_channels)}

static const struct gfla_model_setting person_settings[] = {
    FLOW_SETTINGS,
    MAIN_SETTINGS,
    {"target.block0.model.2.weight", 1, SETTING(structure)},
    {"target.attn0.fully_connect_layer.0.weight", 2, SETTING(kernel[0])},
    {"target.attn1.fully_connect_layer.0.weight", 2, SETTING(kernel[1])},
    {"target.attn2.fully_connect_layer.0.weight", 2, SETTING(kernel[2])},
    {NULL},
};
/* Where there is a flow, there is an attention; its kernel does not matter here. */
static const struct gfla_model_setting person_flow_settings[] = {
    FLOW_SETTINGS,
    {"flow_net.output1.weight", 2, SETTING(kernel[0])},
    {"flow_net.output2.weight", 2, SETTING(kernel[1])},
    {"flow_net.output3.weight", 2, SETTING(kernel[2])},
    {NULL},
};
static const struct gfla_model_setting flow_settings[] = {FLOW_SETTINGS, {NULL}};
static const struct gfla_model_setting shapenet_settings[] = {FLOW_SETTINGS, MAIN_SETTINGS, {NULL}};
static const struct gfla_model_setting res_settings[] = {
    {"block0.model.1.weight_orig", 0, SETTING(channels)},
    {"conv.weight_orig", 1, SETTING(most)},
    {"block0.model.1.weight_orig", 1, SETTING(picture)},
    {NULL},
};
static const struct gfla_model_setting patch_settings[] = {
    {"model.0.weight_orig", 0, SETTING(channels)},
    {"model.10.weight_orig", 1, SETTING(most)},
    {"model.0.weight_orig", 1, SETTING(picture)},
    {NULL},
};
static const struct gfla_model_setting vgg_settings[] = {{"features.0.weight", 0, SETTING(channels)}, {NULL}};

#define PERSON(h, w, k0, k1)                                                                                                       \
    {.batch = 1, .height = h, .width = w, .structure = GFLA_PERSON_JOINTS, .channels = 64, .flow_channels = 32, .flow_most = 256,  \
     .attention_channels = 128, .kernel = {k0, k1, 0}}
#define VIEW(side, c, flow_c, attention)                                                                                           \
    {.batch = 1, .height = side, .width = side, .channels = c, .flow_channels = flow_c, .flow_most = 8 * flow_c,                   \
     .attention_channels = attention}
#define PICTURE(h, w, c, most_c, n)                                                                                                \
    {.batch = 1, .height = h, .width = w, .picture = 3, .channels = c, .most = most_c, .layers = n}

const struct gfla_model gfla_models[] = {
    {"person", "a person in another pose, as trained on DeepFashion", "source", "", PERSON(256, 256, 3, 5), person_settings,
     build_person_whole},
    {"person-market", "a person in another pose, as trained on Market-1501", "source", "", PERSON(128, 64, 0, 3), person_settings,
     build_person_whole},
    {"shapenet", "another view of an object, as published", "source", "", VIEW(256, 64, 32, 128), shapenet_settings,
     build_shapenet_whole},
    {"view", "another view of an object, our form", "source", "", VIEW(128, 32, 16, 64), shapenet_settings, build_view},
    {"person-flow", "the flow net of person alone", "source", "", PERSON(256, 256, 3, 5), person_flow_settings, build_person_flow},
    {"person-market-flow", "the flow net of person-market alone", "source", "", PERSON(128, 64, 0, 3), person_flow_settings,
     build_person_flow},
    {"shapenet-flow", "the flow net of shapenet alone", "source", "", VIEW(256, 64, 32, 128), flow_settings, build_shapenet_flow},
    {"view-flow", "the flow net of view alone", "source", "", VIEW(128, 32, 16, 64), flow_settings, build_view_flow},
    {"discriminator-res", "residual discriminator", "x", "", PICTURE(256, 256, 32, 128, 4), res_settings, build_res},
    {"discriminator-res-market", "residual discriminator of person-market", "x", "", PICTURE(128, 64, 32, 128, 3), res_settings,
     build_res},
    {"discriminator-patch", "patch discriminator", "x", "", PICTURE(256, 256, 32, 128, 4), patch_settings, build_patch},
    {"vgg19", "features of VGG-19, by which losses compare pictures", "x", GFLA_VGG_PREFIX, PICTURE(256, 256, 64, 0, 0), vgg_settings,
     build_vgg},
};
const size_t gfla_n_models = sizeof gfla_models / sizeof *gfla_models;

const struct gfla_model *gfla_model_find(const char *name)
{
    for (size_t i = 0; i < gfla_n_models; i++)
        if (strcmp(gfla_models[i].name, name) == 0)
            return &gfla_models[i];
    return NULL;
}

gfla_status gfla_model_build(const struct gfla_model *model, gfla_graph *graph, const struct gfla_model_config *config,
                             struct gfla_model_net *net)
{
    *net = (struct gfla_model_net){.n_inputs = 0};
    return model->build(graph, config, net);
}
