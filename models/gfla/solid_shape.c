/* The shape net: both surfaces of the object along the rays of the source. */
#include "models/gfla/solid.h"
#include "models/gfla/stages.h"
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/concat.h"
#include "ops/mask_blend.h"
#include "ops/pack.h"
#include "ops/resize.h"
#include "ops/slice.h"
#include "ops/tile.h"

#define GROWTH 8 /* the deepest levels have so many times the first one's channels */

/* Channels of the last layer. */
enum { FRONT, THICKNESS, COPY, COLOUR, N_VALUES = COLOUR + 3 };

/* The pose, spread over the deepest map, and mixed in with a residual block. */
static gfla_tensor *mix_pose(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *x)
{
    const int side = net->config.size / 32, c = net->config.shape_width * GROWTH;
    gfla_tensor *parts[] = {x, gfla_tile(g, gfla_pack(g, net->source_pose), side, side)};
    gfla_graph_push(g, "cat");
    x = gfla_res_block(g, gfla_concat(g, parts, 2), c, c, GFLA_NORM_NONE);
    gfla_graph_pop(g);
    return x;
}

/* Down to H/32 and up again to H/2, every step joined with the one opposite. */
static gfla_tensor *features(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *stem)
{
    const int width = net->config.shape_width, most = width * GROWTH;
    const struct gfla_encoder encoder = {
        .n_levels = GFLA_FLOW_LEVELS, .width = width, .most = most, .first_norm = GFLA_NORM_SECOND_ONLY};
    gfla_tensor *levels[GFLA_FLOW_LEVELS] = {NULL}, *x = mix_pose(g, net, gfla_encode(g, stem, &encoder, levels));
    for (int i = 0; i < GFLA_FLOW_LEVELS - 1; i++) {
        const int level = GFLA_FLOW_LEVELS - 2 - i, oc = width << level < most ? width << level : most;
        x = gfla_flow_step(g, x, levels[level], i, oc, GFLA_NORM_NONE);
    }
    return x;
}

static gfla_tensor *keep(gfla_graph *g, gfla_tensor *plain, const char *name)
{
    return gfla_graph_keep(gfla_graph_name(g, gfla_pack(g, plain), "%s", name));
}

/* The back lies behind the front, by up to two radii; its colour is painted, or the front's where a gate says so.
 * Channels that are looked at one by one are PLAIN. */
static void surfaces(gfla_graph *g, struct gfla_shapenet *net, gfla_tensor *x)
{
    x = x ? gfla_unpack(g, x, x->shape) : NULL;
    gfla_tensor *front = gfla_tanh(g, gfla_slice(g, x, 1, FRONT, 1));
    gfla_tensor *gates = gfla_sigmoid(g, gfla_slice(g, x, 1, THICKNESS, 2));
    gfla_tensor *thickness = gfla_slice(g, gates, 1, 0, 1), *copy = gfla_slice(g, gates, 1, COPY - THICKNESS, 1);
    gfla_tensor *painted = gfla_tanh(g, gfla_slice(g, x, 1, COLOUR, 3)), *colour;
    net->source_depth = keep(g, front, "front");
    net->source_back_depth = keep(g, gfla_add_scaled(g, front, 1, thickness, 2), "back");
    colour = gfla_mask_blend(g, gfla_pack(g, painted), net->source, gfla_pack(g, copy));
    net->source_back_colour = gfla_graph_keep(gfla_graph_name(g, colour, "back_colour"));
}

void gfla_solid_shape_net(gfla_graph *g, struct gfla_shapenet *net)
{
    const int size = net->config.size, fine = (net->config.shape_width + 1) / 2;
    const struct gfla_conv_layer layer = {.oc = fine, .k = 3, .pad = 1}, head = {.oc = N_VALUES, .k = 3, .pad = 1};
    gfla_tensor *seen[] = {net->source, net->source_alpha};
    gfla_graph_push(g, "shape");
    gfla_tensor *stem = gfla_conv_layer(g, gfla_concat(g, seen, 2), "stem", &layer);
    gfla_tensor *parts[] = {gfla_resize_bilinear(g, features(g, net, stem), size, size, 1), stem};
    gfla_tensor *x = gfla_leaky_relu(g, gfla_concat(g, parts, 2), GFLA_SLOPE);
    x = gfla_leaky_relu(g, gfla_conv_layer(g, x, "mix", &layer), GFLA_SLOPE);
    surfaces(g, net, gfla_conv_layer(g, x, "head", &head));
    gfla_graph_pop(g);
}
