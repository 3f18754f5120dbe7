#include "models/gfla/architectures.h"

#include <string.h>

#include "models/gfla/appearance_flow.h"
#include "models/gfla/dance.h"
#include "models/gfla/face.h"
#include "models/gfla/motion.h"
#include "models/gfla/person.h"
#include "models/gfla/temporal_discriminator.h"
#include "models/gfla/vgg.h"

#define SETTING(field) offsetof(struct gfla_network_config, field), false
#define OPTIONAL(field) offsetof(struct gfla_network_config, field), true
/* What shows the size of a flow estimator, of the main network, and of its attentions. */
#define FLOW_SETTINGS(net)                                                                                             \
    {net ".block0.model.2.weight", 0, SETTING(flow_channels)},                                                         \
    {                                                                                                                  \
        net ".encoder3.model.2.weight", 0, SETTING(flow_most)                                                          \
    }
#define MAIN_SETTINGS(source, attention)                                                                               \
    {source ".block0.model.2.weight", 0, SETTING(channels)},                                                           \
    {                                                                                                                  \
        "target." attention "1.fully_connect_layer.0.weight", 0, SETTING(attention_channels)                           \
    }
#define STRUCTURE_SETTINGS(attention)                                                                                  \
    {"target.block0.model.2.weight", 1, SETTING(structure)},                                                           \
        {"target." attention "0.fully_connect_layer.0.weight", 2, OPTIONAL(kernel[0])},                                \
        {"target." attention "1.fully_connect_layer.0.weight", 2, OPTIONAL(kernel[1])},                                \
    {                                                                                                                  \
        "target." attention "2.fully_connect_layer.0.weight", 2, OPTIONAL(kernel[2])                                   \
    }

static const struct gfla_architecture_setting person_settings[] = {
    FLOW_SETTINGS("flow_net"), MAIN_SETTINGS("source", "attn"), STRUCTURE_SETTINGS("attn"), {NULL}};
static const struct gfla_architecture_setting dance_settings[] = {FLOW_SETTINGS("flow_net_reference"),
                                                                  MAIN_SETTINGS("source_reference", "attn_r"),
                                                                  STRUCTURE_SETTINGS("attn_r"),
                                                                  {NULL}};
static const struct gfla_architecture_setting face_settings[] = {
    FLOW_SETTINGS("flow_net"), MAIN_SETTINGS("source_reference", "attn_r"), STRUCTURE_SETTINGS("attn_r"), {NULL}};
/* Where there is a flow, there is an attention; its kernel does not matter here. */
static const struct gfla_architecture_setting person_flow_settings[] = {
    FLOW_SETTINGS("flow_net"),
    {"flow_net.output1.weight", 2, OPTIONAL(kernel[0])},
    {"flow_net.output2.weight", 2, OPTIONAL(kernel[1])},
    {"flow_net.output3.weight", 2, OPTIONAL(kernel[2])},
    {NULL},
};
static const struct gfla_architecture_setting dance_flow_settings[] = {FLOW_SETTINGS("flow_net_reference"), {NULL}};
static const struct gfla_architecture_setting figure_settings[] = {
    FLOW_SETTINGS("flow_net"), MAIN_SETTINGS("source", "attn"), {NULL}};
static const struct gfla_architecture_setting flow_settings[] = {FLOW_SETTINGS("flow_net"), {NULL}};
static const struct gfla_architecture_setting shapenet_settings[] = {
    FLOW_SETTINGS("flow_net"), MAIN_SETTINGS("source", "attn"), {NULL}};
#define SHAPE_SETTING                                                                                                  \
    {                                                                                                                  \
        "shape.block0.model.2.weight", 0, SETTING(shape_channels)                                                      \
    }
static const struct gfla_architecture_setting solid_shape_settings[] = {SHAPE_SETTING, {NULL}};
static const struct gfla_architecture_setting solid_flow_settings[] = {
    FLOW_SETTINGS("flow_net"), SHAPE_SETTING, {NULL}};
static const struct gfla_architecture_setting solid_settings[] = {
    FLOW_SETTINGS("flow_net"),
    {"target.structure.block0.model.2.weight", 0, SETTING(channels)},
    {"target.attn1.fully_connect_layer.0.weight", 0, OPTIONAL(attention_channels)},
    SHAPE_SETTING,
    {NULL}};
static const struct gfla_architecture_setting appearance_settings[] = {
    {"image.conv0.weight", 0, SETTING(channels)}, {"image.fc1.weight", 0, SETTING(most)}, {NULL}};
static const struct gfla_architecture_setting res_settings[] = {
    {"block0.model.1.weight_orig", 0, SETTING(channels)},
    {"conv.weight_orig", 1, SETTING(most)},
    {"block0.model.1.weight_orig", 1, SETTING(image)},
    {NULL},
};
static const struct gfla_architecture_setting patch_settings[] = {
    {"model.0.weight_orig", 0, SETTING(channels)},
    {"model.10.weight_orig", 1, SETTING(most)},
    {"model.0.weight_orig", 1, SETTING(image)},
    {NULL},
};
static const struct gfla_architecture_setting temporal_settings[] = {
    {"block0.model.1.weight_orig", 0, SETTING(channels)},
    {"conv.weight_orig", 1, SETTING(most)},
    {"block0.model.1.weight_orig", 1, SETTING(image)},
    {NULL},
};
static const struct gfla_architecture_setting motion_settings[] = {
    {"kp_input.expand_conv.weight", 0, SETTING(channels)},
    {"kp_input.expand_conv.weight", 1, SETTING(structure)},
    {NULL},
};
static const struct gfla_architecture_setting photo_settings[] = {
    {"encoder0.same.weight", 0, SETTING(channels)},
    {"encoder4.same.weight", 0, SETTING(most)},
    {NULL},
};
static const struct gfla_architecture_setting features_settings[] = {{"level0.conv0.weight", 0, SETTING(channels)},
                                                                     {NULL}};
static const struct gfla_architecture_setting vgg_settings[] = {{"features.0.weight", 0, SETTING(channels)}, {NULL}};

#define PERSON(h, w, k0, k1)                                                                                           \
    {                                                                                                                  \
        .batch = 1, .height = h, .width = w, .structure = GFLA_PERSON_JOINTS, .channels = 64, .flow_channels = 32,     \
        .flow_most = 256, .attention_channels = 128, .kernel = {                                                       \
            k0,                                                                                                        \
            k1,                                                                                                        \
            0                                                                                                          \
        }                                                                                                              \
    }
#define PERSON_FLOW(h, w, k0, k1)                                                                                      \
    {                                                                                                                  \
        .batch = 1, .height = h, .width = w, .structure = GFLA_PERSON_JOINTS, .flow_channels = 32, .flow_most = 256,   \
        .kernel = {                                                                                                    \
            k0,                                                                                                        \
            k1,                                                                                                        \
            0                                                                                                          \
        }                                                                                                              \
    }
#define FIGURE(h, w, c, flow_c, attention)                                                                             \
    {                                                                                                                  \
        .batch = 1, .height = h, .width = w, .structure = GFLA_PERSON_JOINTS, .channels = c, .flow_channels = flow_c,  \
        .flow_most = 8 * flow_c, .attention_channels = attention, .kernel = {                                          \
            3,                                                                                                         \
            5,                                                                                                         \
            0                                                                                                          \
        }                                                                                                              \
    }
#define CLIP(maps)                                                                                                     \
    {                                                                                                                  \
        .batch = 1, .height = 256, .width = 256, .structure = maps, .channels = 64, .flow_channels = 32,               \
        .flow_most = 256, .attention_channels = 128, .kernel = {                                                       \
            3,                                                                                                         \
            5,                                                                                                         \
            0                                                                                                          \
        }                                                                                                              \
    }
#define CLIP_FLOW(maps)                                                                                                \
    {                                                                                                                  \
        .batch = 1, .height = 256, .width = 256, .structure = maps, .flow_channels = 32, .flow_most = 256, .kernel = { \
            3,                                                                                                         \
            5,                                                                                                         \
            0                                                                                                          \
        }                                                                                                              \
    }
#define VIEW(side, c, flow_c, attention)                                                                               \
    {                                                                                                                  \
        .batch = 1, .height = side, .width = side, .channels = c, .flow_channels = flow_c, .flow_most = 8 * flow_c,    \
        .attention_channels = attention                                                                                \
    }
#define VIEW_FLOW(side, flow_c)                                                                                        \
    {                                                                                                                  \
        .batch = 1, .height = side, .width = side, .flow_channels = flow_c, .flow_most = 8 * flow_c                    \
    }
#define PHOTO(side, c, most_c)                                                                                         \
    {                                                                                                                  \
        .batch = 1, .height = side, .width = side, .channels = c, .most = most_c                                       \
    }
#define IMAGE(h, w, c, most_c, n)                                                                                      \
    {                                                                                                                  \
        .batch = 1, .height = h, .width = w, .image = 3, .channels = c, .most = most_c, .layers = n                    \
    }

const struct gfla_architecture gfla_architectures[] = {
    {"person", "a person in another pose, as trained on DeepFashion", "source", "", PERSON(256, 256, 3, 5),
     person_settings, gfla_model_build_person},
    {"person-market", "a person in another pose, as trained on Market-1501", "source", "", PERSON(128, 64, 0, 3),
     person_settings, gfla_model_build_person},
    {"figure", "a person in another pose, our form", "source", "", FIGURE(192, 128, 32, 16, 64), figure_settings,
     gfla_model_build_figure},
    {"dance", "a dancing person, frame by frame", "P_reference", "", CLIP(GFLA_DANCE_STRUCTURE), dance_settings,
     gfla_model_build_dance},
    {"face", "a talking face, frame by frame", "P_reference", "", CLIP(GFLA_FACE_STRUCTURE), face_settings,
     gfla_model_build_face},
    {"shapenet", "another view of an object, as published", "source", "", VIEW(256, 64, 32, 128), shapenet_settings,
     gfla_model_build_shapenet},
    {"view", "another view of an object, our form", "source", "", VIEW(128, 32, 16, 64), shapenet_settings,
     gfla_model_build_view},
    {"matte", "which part of an image is its object", "source", "", PHOTO(128, 16, 128), photo_settings,
     gfla_model_build_matte},
    {"angle", "from where an image of an object was taken", "source", "", PHOTO(128, 16, 128), photo_settings,
     gfla_model_build_angle},
    {"person-flow", "the flow net of person alone", "source", "", PERSON_FLOW(256, 256, 3, 5), person_flow_settings,
     gfla_model_build_person_flow},
    {"person-market-flow", "the flow net of person-market alone", "source", "", PERSON_FLOW(128, 64, 0, 3),
     person_flow_settings, gfla_model_build_person_flow},
    {"figure-flow", "the flow net of figure alone", "source", "", FIGURE(192, 128, 0, 16, 0), flow_settings,
     gfla_model_build_figure_flow},
    {"dance-flow", "the flow nets of dance alone", "P_reference", "", CLIP_FLOW(GFLA_DANCE_STRUCTURE),
     dance_flow_settings, gfla_model_build_dance_flow},
    {"face-flow", "the flow net of face alone", "P_reference", "", CLIP_FLOW(GFLA_FACE_STRUCTURE), flow_settings,
     gfla_model_build_face_flow},
    {"shapenet-flow", "the flow net of shapenet alone", "source", "", VIEW_FLOW(256, 32), flow_settings,
     gfla_model_build_shapenet_flow},
    {"view-flow", "the flow net of view alone", "source", "", VIEW_FLOW(128, 16), flow_settings,
     gfla_model_build_view_flow},
    {"view-solid",
     "another view of an object, with a front and a back",
     "source",
     "",
     {.batch = 1,
      .height = 128,
      .width = 128,
      .channels = 32,
      .flow_channels = 16,
      .flow_most = 128,
      .attention_channels = 64,
      .shape_channels = 24,
      .surfaces = 2,
      .mirror = 1},
     solid_settings,
     gfla_model_build_view_solid},
    {"view-solid-flow",
     "the shape net and the flow net of view-solid",
     "source",
     "",
     {.batch = 1,
      .height = 128,
      .width = 128,
      .flow_channels = 16,
      .flow_most = 128,
      .shape_channels = 24,
      .surfaces = 2,
      .mirror = 1},
     solid_flow_settings,
     gfla_model_build_view_solid_flow},
    {"view-solid-shape",
     "the shape net of view-solid alone",
     "source",
     "",
     {.batch = 1, .height = 128, .width = 128, .shape_channels = 24, .surfaces = 2, .mirror = 1},
     solid_shape_settings,
     gfla_model_build_view_solid_shape},
    {"appearance-flow",
     "another view of an object, by Appearance Flow",
     "source",
     "",
     {.batch = 1, .height = 128, .width = 128, .channels = 16, .most = 768},
     appearance_settings,
     gfla_model_build_appearance_flow},
    {"discriminator-res", "residual discriminator", "x", "", IMAGE(256, 256, 32, 128, 4), res_settings,
     gfla_model_build_res_discriminator},
    {"discriminator-res-market", "residual discriminator of person-market", "x", "", IMAGE(128, 64, 32, 128, 3),
     res_settings, gfla_model_build_res_discriminator},
    {"discriminator-patch", "patch discriminator", "x", "", IMAGE(256, 256, 32, 128, 4), patch_settings,
     gfla_model_build_patch_discriminator},
    {"discriminator-temporal",
     "discriminator of clips, of dance",
     "x",
     "",
     {.batch = 1, .height = 256, .width = 256, .image = 3, .channels = 32, .most = 128, .frames = GFLA_TEMPORAL_FRAMES},
     temporal_settings,
     gfla_model_build_temporal_discriminator},
    {"motion",
     "joints of a person over time, made clean",
     "input_2d",
     "",
     {.batch = 1, .structure = GFLA_MOTION_CHANNELS, .channels = 256, .frames = 104},
     motion_settings,
     gfla_model_build_motion},
    {"vgg19", "features of VGG-19, by which losses compare pictures", "x", GFLA_VGG_PREFIX, IMAGE(256, 256, 64, 0, 0),
     vgg_settings, gfla_model_build_vgg},
    {"features", "features of a net trained on rendered models, in VGG-19's place", "x", "", IMAGE(128, 128, 16, 0, 0),
     features_settings, gfla_model_build_features},
};
const size_t gfla_n_architectures = sizeof gfla_architectures / sizeof *gfla_architectures;

const struct gfla_architecture *gfla_architecture_find(const char *name)
{
    for (size_t i = 0; i < gfla_n_architectures; i++)
        if (strcmp(gfla_architectures[i].name, name) == 0)
            return &gfla_architectures[i];
    return NULL;
}

gfla_status gfla_architecture_build(const struct gfla_architecture *model, gfla_graph *graph,
                                    const struct gfla_network_config *config, struct gfla_model_net *net)
{
    *net = (struct gfla_model_net){.n_inputs = 0};
    return model->build(graph, config, net);
}

gfla_status gfla_shapenet_of_network(gfla_graph *g, const struct gfla_architecture *network,
                                     const struct gfla_network_config *c, struct gfla_shapenet *shapenet)
{
    gfla_status status;
    gfla_model_builder *const build = network->build;
    const bool is_view = build == gfla_model_build_view || build == gfla_model_build_view_flow;
    const bool is_published = build == gfla_model_build_shapenet || build == gfla_model_build_shapenet_flow;
    const bool flow_only = build == gfla_model_build_view_flow || build == gfla_model_build_shapenet_flow;
    if (build == gfla_model_build_appearance_flow)
        return gfla_appearance_flow_build_views(g, c, shapenet);
    if (build == gfla_model_build_view_solid)
        return gfla_model_build_solid(g, c, GFLA_SOLID_WHOLE, shapenet);
    if (build == gfla_model_build_view_solid_flow)
        return gfla_model_build_solid(g, c, GFLA_SOLID_FLOW, shapenet);
    if (build == gfla_model_build_view_solid_shape)
        return gfla_model_build_solid(g, c, GFLA_SOLID_SHAPE, shapenet);
    REQUIRE(is_view || is_published, GFLA_ERROR_INPUT, "%s is no network of views. hint: view or shapenet",
            network->name);
    status = gfla_model_build_views(g, c, is_view ? GFLA_FORM_VIEW : GFLA_FORM_PUBLISHED, flow_only, shapenet);
fail:
    return status;
}
