/* The depth net of the view task: how far each pixel of the source is, and the source drawn as the target camera would
 * see it. */
#include "models/gfla/shapenet.h"
#include "models/gfla/stages.h"
#include "ops/activation.h"
#include "ops/concat.h"
#include "ops/point_splat.h"
#include "ops/resize.h"

/* Down to H/32 and up again to H/2, every step joined with the one opposite. */
static gfla_tensor *features(gfla_graph *g, const struct gfla_shapenet *net, const struct gfla_encoder *encoder)
{
    gfla_tensor *levels[GFLA_FLOW_LEVELS] = {NULL}, *x = gfla_encode(g, net->source, encoder, levels);
    for (int i = 0; i < GFLA_FLOW_LEVELS - 1; i++) {
        gfla_tensor *level = levels[GFLA_FLOW_LEVELS - 2 - i];
        x = gfla_flow_step(g, x, level, i, level ? (int)level->shape.dim[1] : 1, GFLA_NORM_NONE);
    }
    return x;
}

static gfla_tensor *draw(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *camera, const char *name)
{
    const struct gfla_point_splat_params params = {.centre = GFLA_SHAPENET_DISTANCE,
                                                   .range = gfla_shapenet_radius(&net->config),
                                                   .tan_half_fov = gfla_shapenet_tan_half_fov(&net->config),
                                                   .threshold = 0.3f,
                                                   .empty = 1};
    const struct gfla_point_splat_source source = {
        .image = net->source, .value = net->source_depth, .mask = net->source_mask};
    gfla_tensor *drawn = gfla_point_splat(g, &source, camera, &params);
    return gfla_graph_keep(gfla_graph_name(g, drawn, "%s", name));
}

void gfla_shapenet_depth_net(gfla_graph *g, struct gfla_shapenet *net, const struct gfla_encoder *encoder)
{
    int size = net->config.size;
    const struct gfla_conv_layer mix = {.oc = net->config.flow_width, .k = 3, .pad = 1},
                                 head = {.oc = 2, .k = 3, .pad = 1};
    gfla_graph_push(g, "depth");
    gfla_tensor *parts[] = {gfla_resize_bilinear(g, features(g, net, encoder), size, size, 1), net->source};
    gfla_tensor *x = gfla_conv_layer(g, gfla_concat(g, parts, 2), "mix", &mix);
    x = gfla_conv_layer(g, gfla_leaky_relu(g, x, GFLA_SLOPE), "head", &head);
    net->source_depth = gfla_graph_keep(gfla_graph_name(g, gfla_tanh(g, gfla_slice_channels(g, x, 0, 1)), "radii"));
    net->source_mask = gfla_graph_keep(gfla_graph_name(g, gfla_sigmoid(g, gfla_slice_channels(g, x, 1, 1)), "mask"));
    net->drawn = draw(g, net, net->camera, "drawn");
    net->mirror_drawn = draw(g, net, net->mirror_camera, "mirror_drawn");
    gfla_graph_pop(g);
}
