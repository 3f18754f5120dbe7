#include "models/gfla/model_builders.h"

#include <stdio.h>

#include "models/gfla/appearance_flow.h"
#include "models/gfla/dance.h"
#include "models/gfla/face.h"
#include "models/gfla/figure.h"
#include "models/gfla/feature_net.h"
#include "models/gfla/motion.h"
#include "models/gfla/patch_discriminator.h"
#include "models/gfla/person.h"
#include "models/gfla/res_discriminator.h"
#include "models/gfla/shapenet.h"
#include "models/gfla/solid.h"
#include "models/gfla/temporal_discriminator.h"
#include "models/gfla/vgg.h"

static void list_person(const struct gfla_person *person, bool flow_only, struct gfla_model_net *net)
{
    gfla_model_add_input(net, person->source);
    gfla_model_add_input(net, person->source_pose);
    gfla_model_add_input(net, person->target_pose);
    gfla_model_add_output(net, person->image, "out.0", -1);
    gfla_model_add_maps(net, person->maps.flow, GFLA_DECODER_STEPS, flow_only ? "out.0" : "out.1");
    gfla_model_add_maps(net, person->maps.mask, GFLA_DECODER_STEPS, flow_only ? "out.1" : "out.2");
}

static gfla_status build_person(gfla_graph *g, const struct gfla_network_config *config, bool flow_only,
                                struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_person person;
    TRY(gfla_person_build(g, config, flow_only, &person));
    list_person(&person, flow_only, net);
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_model_build_person(gfla_graph *g, const struct gfla_network_config *config, struct gfla_model_net *net)
{
    return build_person(g, config, false, net);
}

gfla_status gfla_model_build_person_flow(gfla_graph *g, const struct gfla_network_config *config,
                                         struct gfla_model_net *net)
{
    return build_person(g, config, true, net);
}

/* Of the flow net alone also what it says at full resolution, and of visibility. */
static gfla_status build_figure(gfla_graph *g, const struct gfla_network_config *config, bool flow_only,
                                struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_figure figure;
    TRY(gfla_figure_build(g, config, flow_only, &figure));
    if (flow_only) {
        figure.person.maps.flow[GFLA_DECODER_STEPS - 1] = figure.full_flow;
        figure.person.maps.mask[GFLA_DECODER_STEPS - 1] = figure.full_mask;
    }
    list_person(&figure.person, flow_only, net);
    if (flow_only)
        gfla_model_add_output(net, figure.visible, "out.2", -1);
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_model_build_figure(gfla_graph *g, const struct gfla_network_config *config, struct gfla_model_net *net)
{
    return build_figure(g, config, false, net);
}

gfla_status gfla_model_build_figure_flow(gfla_graph *g, const struct gfla_network_config *config,
                                         struct gfla_model_net *net)
{
    return build_figure(g, config, true, net);
}

/* Two flows at each scale: into the previous frame, then into the reference. */
static void list_clip_maps(const struct gfla_clip_frame *frame, struct gfla_model_net *net)
{
    gfla_tensor *flow[GFLA_CLIP_SOURCES * GFLA_DECODER_STEPS], *mask[GFLA_CLIP_SOURCES * GFLA_DECODER_STEPS];
    int n = 0;
    for (int i = 0; i < GFLA_DECODER_STEPS; i++)
        for (int s = 0; s < GFLA_CLIP_SOURCES; s++, n++) {
            flow[n] = frame->maps[s].flow[i];
            mask[n] = frame->maps[s].mask[i];
        }
    gfla_model_add_maps(net, flow, n, frame->flow_only ? "out.0" : "out.1");
    gfla_model_add_maps(net, mask, n, frame->flow_only ? "out.1" : "out.2");
}

static void list_clip(const struct gfla_clip_frame *frame, struct gfla_model_net *net)
{
    gfla_tensor *const *image = frame->source_image, *const *structure = frame->source_structure;
    gfla_model_add_input(net, frame->structure);
    gfla_model_add_input(net, image[GFLA_CLIP_REFERENCE]);
    gfla_model_add_input(net, structure[GFLA_CLIP_REFERENCE]);
    gfla_model_add_input(net, image[GFLA_CLIP_PREVIOUS]);
    gfla_model_add_input(net, structure[GFLA_CLIP_PREVIOUS]);
    gfla_model_add_output(net, frame->image, "out.0", -1);
    list_clip_maps(frame, net);
    if (frame->flow_only)
        return;
    gfla_model_add_output(net, image[GFLA_CLIP_PREVIOUS], "out.3", -1);
    net->frame = frame->structure;
    net->carry[0] = (struct gfla_model_carry){image[GFLA_CLIP_PREVIOUS], frame->image, image[GFLA_CLIP_REFERENCE]};
    net->carry[1] =
        (struct gfla_model_carry){structure[GFLA_CLIP_PREVIOUS], frame->structure, structure[GFLA_CLIP_REFERENCE]};
    net->n_carries = 2;
}

static gfla_status build_dance(gfla_graph *g, const struct gfla_network_config *config, bool flow_only,
                               struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_clip_frame frame = {.flow_only = flow_only};
    TRY(gfla_dance_build(g, config, &frame));
    list_clip(&frame, net);
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_model_build_dance(gfla_graph *g, const struct gfla_network_config *config, struct gfla_model_net *net)
{
    return build_dance(g, config, false, net);
}

gfla_status gfla_model_build_dance_flow(gfla_graph *g, const struct gfla_network_config *config,
                                        struct gfla_model_net *net)
{
    return build_dance(g, config, true, net);
}

static gfla_status build_face(gfla_graph *g, const struct gfla_network_config *config, bool flow_only,
                              struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_clip_frame frame = {.flow_only = flow_only};
    TRY(gfla_face_build(g, config, &frame));
    list_clip(&frame, net);
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_model_build_face(gfla_graph *g, const struct gfla_network_config *config, struct gfla_model_net *net)
{
    return build_face(g, config, false, net);
}

gfla_status gfla_model_build_face_flow(gfla_graph *g, const struct gfla_network_config *config,
                                       struct gfla_model_net *net)
{
    return build_face(g, config, true, net);
}

gfla_status gfla_model_build_views(gfla_graph *g, const struct gfla_network_config *c, enum gfla_form form,
                                   bool flow_only, struct gfla_shapenet *shapenet)
{
    gfla_status status;
    const struct gfla_shapenet_config config = {.form = form,
                                                .batch = c->batch,
                                                .size = c->height,
                                                .width = c->channels,
                                                .flow_width = c->flow_channels,
                                                .flow_growth = c->flow_channels ? c->flow_most / c->flow_channels : 0,
                                                .attention_width = c->attention_channels,
                                                .flow_only = flow_only,
                                                .fov = c->fov};
    REQUIRE(c->height == c->width, GFLA_ERROR_USAGE, "pictures of %d x %d pixels are not square", c->width, c->height);
    status = gfla_shapenet_build(g, &config, shapenet);
fail:
    return status;
}

static gfla_status build_shapenet(gfla_graph *g, const struct gfla_network_config *c, enum gfla_form form,
                                  bool flow_only, struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_shapenet shapenet;
    TRY(gfla_model_build_views(g, c, form, flow_only, &shapenet));
    gfla_model_add_input(net, shapenet.source);
    gfla_model_add_input(net, shapenet.source_pose);
    gfla_model_add_input(net, shapenet.target_pose);
    gfla_model_add_input(net, shapenet.turn);
    gfla_model_add_input(net, shapenet.camera);
    gfla_model_add_input(net, shapenet.mirror_camera);
    gfla_model_add_output(net, shapenet.image, "out.0", -1);
    gfla_model_add_maps(net, shapenet.flow, shapenet.n_flows, flow_only ? "out.0" : "out.1");
    gfla_model_add_maps(net, shapenet.mask, shapenet.n_flows, flow_only ? "out.1" : "out.2");
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_model_build_shapenet(gfla_graph *g, const struct gfla_network_config *config,
                                      struct gfla_model_net *net)
{
    return build_shapenet(g, config, GFLA_FORM_PUBLISHED, false, net);
}

gfla_status gfla_model_build_shapenet_flow(gfla_graph *g, const struct gfla_network_config *config,
                                           struct gfla_model_net *net)
{
    return build_shapenet(g, config, GFLA_FORM_PUBLISHED, true, net);
}

gfla_status gfla_model_build_view(gfla_graph *g, const struct gfla_network_config *config, struct gfla_model_net *net)
{
    return build_shapenet(g, config, GFLA_FORM_VIEW, false, net);
}

gfla_status gfla_model_build_view_flow(gfla_graph *g, const struct gfla_network_config *config,
                                       struct gfla_model_net *net)
{
    return build_shapenet(g, config, GFLA_FORM_VIEW, true, net);
}

gfla_status gfla_model_build_solid(gfla_graph *g, const struct gfla_network_config *c, enum gfla_solid_part part,
                                   struct gfla_shapenet *shapenet)
{
    gfla_status status;
    const struct gfla_shapenet_config config = {.form = GFLA_FORM_SOLID,
                                                .batch = c->batch,
                                                .size = c->height,
                                                .width = c->channels,
                                                .flow_width = c->flow_channels,
                                                .flow_growth = c->flow_channels ? c->flow_most / c->flow_channels : 0,
                                                .attention_width = c->attention_channels,
                                                .shape_width = c->shape_channels,
                                                .flow_only = part == GFLA_SOLID_FLOW,
                                                .shape_only = part == GFLA_SOLID_SHAPE,
                                                .surfaces = c->surfaces,
                                                .mirror = c->mirror,
                                                .sampling = (enum gfla_sampling)c->sampling,
                                                .fov = c->fov};
    REQUIRE(c->height == c->width, GFLA_ERROR_USAGE, "images of %d x %d pixels are not square", c->width, c->height);
    status = gfla_solid_build(g, &config, shapenet);
fail:
    return status;
}

gfla_status gfla_model_build_view_solid_shape(gfla_graph *g, const struct gfla_network_config *config,
                                              struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_shapenet shapenet;
    TRY(gfla_model_build_solid(g, config, GFLA_SOLID_SHAPE, &shapenet));
    gfla_model_add_input(net, shapenet.source);
    gfla_model_add_input(net, shapenet.source_alpha);
    gfla_model_add_input(net, shapenet.source_pose);
    gfla_model_add_output(net, shapenet.source_depth, "out.0", -1);
    gfla_model_add_output(net, shapenet.source_back_depth, "out.1", -1);
    gfla_model_add_output(net, shapenet.source_back_colour, "out.2", -1);
    return GFLA_OK;
fail:
    return status;
}

static gfla_status build_solid(gfla_graph *g, const struct gfla_network_config *config, enum gfla_solid_part part,
                               struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_shapenet shapenet;
    const bool whole = part == GFLA_SOLID_WHOLE;
    TRY(gfla_model_build_solid(g, config, part, &shapenet));
    gfla_tensor *const inputs[] = {shapenet.source,      shapenet.source_alpha, shapenet.source_pose,
                                   shapenet.target_pose, shapenet.camera,       shapenet.mirror_camera};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        gfla_model_add_input(net, inputs[i]);
    gfla_model_add_output(net, shapenet.image, "out.0", -1);
    gfla_model_add_maps(net, shapenet.flow, shapenet.n_flows, whole ? "out.1" : "out.0");
    gfla_model_add_maps(net, shapenet.mask, shapenet.n_flows, whole ? "out.2" : "out.1");
    gfla_model_add_output(net, shapenet.alpha, "out.3", -1);
    if (!whole) { /* what it says at full resolution */
        gfla_model_add_output(net, shapenet.full_flow, "out.2", -1);
        gfla_model_add_output(net, shapenet.full_mask, "out.3", -1);
        gfla_model_add_output(net, shapenet.visible, "out.4", -1);
    }
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_model_build_view_solid(gfla_graph *g, const struct gfla_network_config *config,
                                        struct gfla_model_net *net)
{
    return build_solid(g, config, GFLA_SOLID_WHOLE, net);
}

gfla_status gfla_model_build_view_solid_flow(gfla_graph *g, const struct gfla_network_config *config,
                                             struct gfla_model_net *net)
{
    return build_solid(g, config, GFLA_SOLID_FLOW, net);
}

gfla_status gfla_model_build_appearance_flow(gfla_graph *g, const struct gfla_network_config *config,
                                             struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_appearance_flow flow;
    TRY(gfla_appearance_flow_build(g, config, &flow));
    gfla_model_add_input(net, flow.source);
    gfla_model_add_input(net, flow.camera);
    gfla_model_add_input(net, flow.mirror_camera);
    gfla_model_add_output(net, flow.image, "out.0", -1);
    gfla_model_add_output(net, flow.flow, "out.1", 0);
    gfla_model_add_output(net, flow.mask, "out.2", 0);
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_model_build_res_discriminator(gfla_graph *g, const struct gfla_network_config *c,
                                               struct gfla_model_net *net)
{
    gfla_status status;
    TRY(gfla_network_config_check(c, 1 << c->layers));
    gfla_model_add_input(net, gfla_model_map_input(g, c, "x", c->image));
    gfla_model_add_output(net,
                          gfla_res_discriminator_build(g, net->input[0],
                                                       &(struct gfla_res_discriminator){
                                                           .width = c->channels, .most = c->most, .layers = c->layers}),
                          "out", -1);
    return gfla_graph_status(g);
fail:
    return status;
}

gfla_status gfla_model_build_patch_discriminator(gfla_graph *g, const struct gfla_network_config *c,
                                                 struct gfla_model_net *net)
{
    gfla_status status;
    TRY(gfla_network_config_check(c, 2 << c->layers));
    gfla_model_add_input(net, gfla_model_map_input(g, c, "x", c->image));
    gfla_model_add_output(
        net,
        gfla_patch_discriminator_build(
            g, net->input[0],
            &(struct gfla_patch_discriminator){.width = c->channels, .most = c->most, .layers = c->layers}),
        "out", -1);
    return gfla_graph_status(g);
fail:
    return status;
}

gfla_status gfla_model_build_motion(gfla_graph *g, const struct gfla_network_config *config, struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_motion motion = {.dropout_key = NULL};
    TRY(gfla_motion_build(g, config, &motion));
    gfla_model_add_input(net, motion.joints);
    gfla_model_add_output(net, motion.clean, "out", -1);
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_model_build_temporal_discriminator(gfla_graph *g, const struct gfla_network_config *c,
                                                    struct gfla_model_net *net)
{
    gfla_status status;
    const struct gfla_temporal_discriminator config = {.width = c->channels, .most = c->most};
    const struct gfla_shape shape = {5, {c->batch, c->image, c->frames, c->height, c->width}};
    TRY(gfla_network_config_check(c, 16));
    TRY(gfla_network_config_check_sequence(c, 5));
    gfla_model_add_input(net, gfla_graph_input(g, "x", shape, GFLA_LAYOUT_PLAIN));
    gfla_model_add_output(net, gfla_temporal_discriminator_build(g, net->input[0], &config), "out", -1);
    return gfla_graph_status(g);
fail:
    return status;
}

/* Its results have names of their own: relu1_1 .. relu5_2. */
gfla_status gfla_model_build_vgg(gfla_graph *g, const struct gfla_network_config *c, struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_vgg vgg;
    char name[16];
    TRY(gfla_network_config_check(c, 1));
    gfla_model_add_input(net, gfla_model_map_input(g, c, "x", c->image));
    TRY(gfla_vgg_build(g, net->input[0], c->channels, &vgg));
    for (int stage = 0; stage < GFLA_VGG_STAGES; stage++)
        for (int i = 0; i < GFLA_VGG_LAYERS; i++) {
            snprintf(name, sizeof name, "relu%d_%d", stage + 1, i + 1);
            if (vgg.relu[stage][i])
                gfla_model_add_output(net, gfla_graph_name(g, vgg.relu[stage][i], "%s", name), name, -1);
        }
    return gfla_graph_status(g);
fail:
    return status;
}

/* Its results: level0 .. level4, the last layer of each. */
gfla_status gfla_model_build_features(gfla_graph *g, const struct gfla_network_config *c, struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_vgg features;
    char name[16];
    TRY(gfla_network_config_check(c, 16));
    gfla_model_add_input(net, gfla_model_map_input(g, c, "x", c->image));
    TRY(gfla_feature_net_build(g, net->input[0], c->channels, &features));
    for (int level = 0; level < GFLA_FEATURE_LEVELS; level++) {
        snprintf(name, sizeof name, "level%d", level);
        gfla_model_add_output(net, gfla_graph_name(g, features.relu[level][1], "%s", name), name, -1);
    }
    return gfla_graph_status(g);
fail:
    return status;
}
