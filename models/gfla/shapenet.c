#include "models/gfla/shapenet.h"

#include <math.h>

#include "models/gfla/stages.h"

#define PI 3.14159265358979323846

static int or_default(int value, int otherwise)
{
    return value ? value : otherwise;
}

static bool is_renderers(const struct gfla_shapenet_config *c)
{
    return c->fov == 0 || c->fov == 30;
}

float gfla_shapenet_tan_half_fov(const struct gfla_shapenet_config *c)
{
    return is_renderers(c) ? GFLA_TAN_HALF_FOV : (float)tan(c->fov * PI / 360);
}

float gfla_shapenet_radius(const struct gfla_shapenet_config *c)
{
    return is_renderers(c) ? GFLA_SHAPENET_RADIUS
                           : (float)((double)GFLA_SHAPENET_RADIUS * sin(c->fov * PI / 360) / sin(PI / 12));
}

gfla_status gfla_shapenet_complete(struct gfla_shapenet_config *c)
{
    gfla_status status;
    c->batch = or_default(c->batch, 1);
    c->size = or_default(c->size, 256);
    c->width = or_default(c->width, 64);
    c->flow_width = or_default(c->flow_width, 32);
    c->flow_growth = or_default(c->flow_growth, 8);
    c->attention_width = or_default(c->attention_width, 128);
    c->shape_width = or_default(c->shape_width, 24);
    c->surfaces = or_default(c->surfaces, 2);
    REQUIRE(c->size >= 64 && c->size <= 1024 && c->size % 32 == 0, GFLA_ERROR_USAGE,
            "image size %d is not a multiple of 32 from 64 to 1024", c->size);
    REQUIRE(c->width >= 1 && c->width <= 512, GFLA_ERROR_USAGE, "width %d is not within 1 .. 512", c->width);
    REQUIRE(c->flow_width >= 1 && c->flow_width <= 512, GFLA_ERROR_USAGE, "flow width %d is not within 1 .. 512",
            c->flow_width);
    REQUIRE(c->flow_growth >= 1 && c->flow_growth <= 16, GFLA_ERROR_USAGE, "flow growth %d is not within 1 .. 16",
            c->flow_growth);
    REQUIRE(c->attention_width >= 1 && c->attention_width <= 1024, GFLA_ERROR_USAGE,
            "attention width %d is not within 1 .. 1024", c->attention_width);
    REQUIRE(c->shape_width >= 2 && c->shape_width <= 256, GFLA_ERROR_USAGE, "shape width %d is not within 2 .. 256",
            c->shape_width);
    REQUIRE(c->surfaces >= 1 && c->surfaces <= 2, GFLA_ERROR_USAGE, "%d surfaces are not 1 or 2", c->surfaces);
    REQUIRE(c->batch >= 1 && c->batch <= 1024, GFLA_ERROR_USAGE, "batch %d is not within 1 .. 1024", c->batch);
    REQUIRE(c->fov == 0 || (c->fov >= 1 && c->fov <= 120), GFLA_ERROR_USAGE,
            "a field of view of %g degrees is not within 1 .. 120", c->fov);
    return GFLA_OK;
fail:
    return status;
}

static void add_inputs(gfla_graph *g, struct gfla_shapenet *net)
{
    int n = net->config.batch, size = net->config.size;
    struct gfla_shape pose = gfla_shape_4d(n, GFLA_SHAPENET_POSES, 1, 1);
    net->source = gfla_graph_input(g, "source", gfla_shape_4d(n, 3, size, size), GFLA_LAYOUT_BLOCKED);
    net->source_pose = gfla_graph_input(g, "source_B", pose, GFLA_LAYOUT_BLOCKED);
    net->target_pose = gfla_graph_input(g, "target_B", pose, GFLA_LAYOUT_BLOCKED);
    if (net->config.form == GFLA_FORM_PUBLISHED)
        return;
    net->turn = gfla_graph_input(g, "turn", gfla_shape_4d(n, GFLA_SHAPENET_AZIMUTHS, 1, 1), GFLA_LAYOUT_BLOCKED);
    net->camera = gfla_graph_input(g, "camera", (struct gfla_shape){2, {n, 12}}, GFLA_LAYOUT_PLAIN);
    net->mirror_camera = gfla_graph_input(g, "mirror_camera", (struct gfla_shape){2, {n, 12}}, GFLA_LAYOUT_PLAIN);
}

void gfla_shapenet_source_net(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *features[3])
{
    const struct gfla_encoder encoder = {.n_levels = GFLA_ENCODER_LEVELS,
                                         .width = net->config.width,
                                         .most = 4 * net->config.width,
                                         .first_norm = net->config.form == GFLA_FORM_PUBLISHED ? GFLA_NORM_INSTANCE
                                                                                               : GFLA_NORM_SECOND_ONLY};
    gfla_tensor *levels[GFLA_ENCODER_LEVELS];
    gfla_graph_push(g, "source");
    gfla_encode(g, net->source, &encoder, levels);
    gfla_graph_pop(g);
    for (int i = 0; i < GFLA_ENCODER_LEVELS; i++)
        features[i] = levels[GFLA_ENCODER_LEVELS - 1 - i];
}

gfla_status gfla_shapenet_build(gfla_graph *g, const struct gfla_shapenet_config *config, struct gfla_shapenet *net)
{
    gfla_status status;
    gfla_tensor *features[3] = {NULL};
    *net = (struct gfla_shapenet){.config = *config};
    TRY(gfla_shapenet_complete(&net->config));
    add_inputs(g, net);
    TRY(gfla_shapenet_flow_net(g, net));
    if (!net->config.flow_only) {
        gfla_shapenet_source_net(g, net, features);
        gfla_shapenet_target_net(g, net, features);
        gfla_graph_keep(net->image);
    }
    return gfla_graph_status(g);
fail:
    return status;
}
