/* The flow net of the view task: where each part of the target comes from in the source, and what is foreground. */
#include "models/gfla/shapenet.h"
#include "models/gfla/stages.h"
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/concat.h"
#include "ops/depth_flow.h"
#include "ops/mask_blend.h"
#include "ops/pack.h"
#include "ops/resize.h"
#include "ops/tile.h"
#include "ops/warp.h"

static struct gfla_encoder encoder(const struct gfla_shapenet *net)
{
    int width = net->config.flow_width;
    return (struct gfla_encoder){.n_levels = GFLA_FLOW_LEVELS,
                                 .width = width,
                                 .most = width * net->config.flow_growth,
                                 .first_norm = net->config.form == GFLA_FORM_PUBLISHED ? GFLA_NORM_INSTANCE
                                                                                       : GFLA_NORM_SECOND_ONLY};
}

int gfla_shapenet_drawings(const struct gfla_shapenet *net, gfla_tensor *parts[2])
{
    parts[0] = net->drawn;
    if (net->mirror_drawn)
        parts[1] = net->mirror_drawn;
    return net->mirror_drawn ? 2 : 1;
}

/* What the flow net sees: the source, and but in the PUBLISHED form what the turn makes of it. */
static gfla_tensor *input(gfla_graph *g, const struct gfla_shapenet *net)
{
    gfla_tensor *parts[4] = {net->source};
    int n = 1;
    if (net->config.form == GFLA_FORM_PUBLISHED)
        return net->source;
    if (net->source_alpha)
        parts[n++] = net->source_alpha;
    n += gfla_shapenet_drawings(net, parts + n);
    return gfla_concat(g, parts, n);
}

/* What tells the flow net of the change of pose: vectors [n, c, 1, 1]; returns how many. */
static int poses(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *vectors[2])
{
    if (net->config.form == GFLA_FORM_SOLID) {
        vectors[0] = gfla_pack(g, net->source_pose);
        vectors[1] = gfla_pack(g, net->target_pose);
        return 2;
    }
    vectors[0] = gfla_add_scaled(g, net->source_pose, 1, net->target_pose, -1);
    vectors[1] = net->turn;
    return net->turn ? 2 : 1;
}

/* Concatenates the change of pose, spread over the map, and mixes it in with a residual block. */
static gfla_tensor *mix_pose(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *x)
{
    bool published = net->config.form == GFLA_FORM_PUBLISHED;
    int side = net->config.size / 32, oc = net->config.flow_width * net->config.flow_growth;
    gfla_tensor *parts[3] = {x};
    int n_parts = 1 + poses(g, net, parts + 1), hidden = oc;
    for (int i = 1; i < n_parts; i++) {
        hidden += parts[i] ? (int)parts[i]->shape.dim[1] : 0;
        parts[i] = gfla_tile(g, parts[i], side, side);
    }
    x = gfla_concat(g, parts, n_parts);
    gfla_graph_push(g, "cat");
    gfla_graph_push(g, "model.0");
    x = gfla_res_block(g, x, oc, hidden, published ? GFLA_NORM_INSTANCE : GFLA_NORM_NONE);
    gfla_graph_pop(g);
    gfla_graph_pop(g);
    return gfla_graph_name(g, x, "cat");
}

static gfla_tensor *flow_of_depth(gfla_graph *g, const struct gfla_shapenet_config *config, gfla_tensor *camera,
                                  gfla_tensor *depth)
{
    return gfla_depth_flow(g, depth, camera,
                           &(struct gfla_depth_flow_params){.centre = GFLA_SHAPENET_DISTANCE,
                                                            .range = gfla_shapenet_radius(config),
                                                            .tan_half_fov = gfla_shapenet_tan_half_fov(config)});
}

/* Flow and mask from the features of decoder step i. */
static void heads(gfla_graph *g, struct gfla_shapenet *net, gfla_tensor *x, int i)
{
    bool published = net->config.form == GFLA_FORM_PUBLISHED;
    char name[16] = "output0";
    const struct gfla_conv_layer conv = {.k = 3, .pad = 1, .oc = published ? 2 : 1};
    const struct gfla_conv_layer mask_conv = {.k = 3, .pad = 1, .oc = 1};
    name[6] = (char)('0' + i);
    gfla_tensor *raw = gfla_conv_layer(g, x, name, &conv);
    gfla_tensor *flow = published ? raw : flow_of_depth(g, &net->config, net->camera, raw);
    gfla_graph_push(g, "mask%d", i);
    gfla_tensor *mask = gfla_sigmoid(g, gfla_conv_layer(g, x, "0", &mask_conv));
    gfla_graph_pop(g);
    net->flow[net->n_flows] = gfla_graph_keep(gfla_graph_name(g, flow, published ? "output%d" : "flow%d", i));
    net->mask[net->n_flows++] = gfla_graph_keep(gfla_graph_name(g, mask, "mask%d", i));
}

/* The source seen through a flow, where there is foreground; white elsewhere. */
static gfla_tensor *on_white(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *sampled, const char *name)
{
    int n = net->config.batch, size = net->config.size;
    gfla_tensor *white = gfla_fill(g, gfla_shape_4d(n, 3, size, size), GFLA_LAYOUT_BLOCKED, 1);
    return gfla_graph_keep(gfla_graph_name(g, gfla_mask_blend(g, white, sampled, net->full_mask), "%s", name));
}

/* Depth, foreground and visibility at full resolution, where the drawings say what is fine; x: features at H/2. Returns
 * the depth's value. */
static gfla_tensor *finest_heads(gfla_graph *g, struct gfla_shapenet *net, gfla_tensor *x)
{
    int size = net->config.size;
    const struct gfla_conv_layer mix = {.oc = net->config.flow_width, .k = 3, .pad = 1},
                                 head = {.oc = 3, .k = 3, .pad = 1};
    gfla_tensor *parts[3] = {gfla_resize_bilinear(g, x, size, size, 1)};
    const int n_parts = 1 + gfla_shapenet_drawings(net, parts + 1);
    x = gfla_conv_layer(g, gfla_concat(g, parts, n_parts), "finest", &mix);
    x = gfla_conv_layer(g, gfla_leaky_relu(g, x, GFLA_SLOPE), "head", &head);
    gfla_tensor *shares = gfla_sigmoid(g, gfla_slice_channels(g, x, 1, 2));
    gfla_tensor *value = gfla_slice_channels(g, x, 0, 1);
    net->depth = gfla_graph_keep(gfla_graph_name(g, gfla_tanh(g, value), "radii"));
    net->full_mask = gfla_graph_keep(gfla_graph_name(g, gfla_slice_channels(g, shares, 0, 1), "full_mask"));
    net->visible = gfla_graph_keep(gfla_graph_name(g, gfla_slice_channels(g, shares, 1, 1), "visible"));
    return value;
}

static void warp_source(gfla_graph *g, struct gfla_shapenet *net, gfla_tensor *depth)
{
    net->full_flow =
        gfla_graph_keep(gfla_graph_name(g, flow_of_depth(g, &net->config, net->camera, depth), "full_flow"));
    net->sampled = gfla_warp(g, net->source, net->full_flow, NULL);
    net->warped = on_white(g, net, net->sampled, "warped");
    if (net->config.flow_only || !net->mirror_drawn)
        return;
    gfla_tensor *flow = flow_of_depth(g, &net->config, net->mirror_camera, depth);
    net->mirror_flow = gfla_graph_keep(gfla_graph_name(g, flow, "mirror_flow"));
    net->mirror_sampled = gfla_warp(g, net->source, flow, NULL);
    net->mirrored = on_white(g, net, net->mirror_sampled, "mirrored");
}

gfla_status gfla_shapenet_flow_net(gfla_graph *g, struct gfla_shapenet *net)
{
    bool published = net->config.form == GFLA_FORM_PUBLISHED;
    int n_steps = published ? 3 : 4, width = net->config.flow_width;
    const struct gfla_encoder levels_of = encoder(net);
    gfla_tensor *levels[GFLA_FLOW_LEVELS] = {NULL};
    gfla_graph_push(g, "flow_net");
    if (net->config.form == GFLA_FORM_VIEW)
        gfla_shapenet_depth_net(g, net, &levels_of);
    gfla_tensor *x = mix_pose(g, net, gfla_encode(g, input(g, net), &levels_of, levels));
    for (int i = 0; i < n_steps; i++) {
        int level = GFLA_FLOW_LEVELS - 2 - i, oc = width << level < levels_of.most ? width << level : levels_of.most;
        x = gfla_flow_step(g, x, levels[level], i, oc, published ? GFLA_NORM_INSTANCE : GFLA_NORM_NONE);
        if (i == 1 || i == 2)
            heads(g, net, x, i);
    }
    if (!published)
        warp_source(g, net, finest_heads(g, net, x));
    gfla_graph_pop(g);
    return gfla_graph_status(g);
}
