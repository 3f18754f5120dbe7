#include "models/gfla/flow_net.h"

#include <stdio.h>

#include "ops/activation.h"
#include "ops/concat.h"

/* output{i} and mask{i}, of estimator step i. */
static void add_heads(gfla_graph *g, gfla_tensor *x, int i, int n_sources, gfla_tensor **flow, gfla_tensor **mask)
{
    const struct gfla_conv_layer to_flow = {.k = 3, .pad = 1, .oc = 2 * n_sources},
                                 to_mask = {.k = 3, .pad = 1, .oc = n_sources};
    char name[24];
    snprintf(name, sizeof name, "output%d", i);
    *flow = gfla_graph_keep(gfla_graph_name(g, gfla_conv_layer(g, x, name, &to_flow), "%s", name));
    snprintf(name, sizeof name, "mask%d.0", i);
    *mask = gfla_graph_keep(gfla_graph_name(g, gfla_sigmoid(g, gfla_conv_layer(g, x, name, &to_mask)), "mask%d", i));
}

/* As many steps as the finest attention needs. */
static void decode(gfla_graph *g, gfla_tensor *x, gfla_tensor *const levels[GFLA_FLOW_LEVELS],
                   const struct gfla_network_config *c, int n_sources, struct gfla_flow_maps *maps)
{
    int last = 0;
    for (int i = 0; i < GFLA_DECODER_STEPS; i++)
        last = c->kernel[i] ? i + 1 : last;
    for (int i = 0; i <= last; i++) {
        const int level = GFLA_FLOW_LEVELS - 2 - i, oc = c->flow_channels << level;
        x = gfla_flow_step(g, x, levels[level], i, oc < c->flow_most ? oc : c->flow_most, GFLA_NORM_INSTANCE);
        if (i > 0 && c->kernel[i - 1])
            add_heads(g, x, i, n_sources, &maps->flow[i - 1], &maps->mask[i - 1]);
    }
}

void gfla_flow_net_build(gfla_graph *g, const char *scope, gfla_tensor *const *parts, int n_parts,
                         const struct gfla_network_config *c, int n_sources, struct gfla_flow_maps *maps)
{
    const struct gfla_encoder encoder = {.n_levels = GFLA_FLOW_LEVELS,
                                         .width = c->flow_channels,
                                         .most = c->flow_most,
                                         .first_norm = GFLA_NORM_INSTANCE};
    gfla_tensor *levels[GFLA_FLOW_LEVELS] = {NULL};
    *maps = (struct gfla_flow_maps){{NULL}, {NULL}};
    gfla_graph_push(g, "%s", scope);
    gfla_tensor *x = gfla_encode(g, gfla_concat(g, parts, n_parts), &encoder, levels);
    decode(g, x, levels, c, n_sources, maps);
    gfla_graph_pop(g);
}

struct gfla_flow_maps gfla_flow_maps_into(gfla_graph *g, const struct gfla_flow_maps *maps, int s)
{
    struct gfla_flow_maps own = {{NULL}, {NULL}};
    for (int i = 0; i < GFLA_DECODER_STEPS; i++)
        if (maps->flow[i]) {
            own.flow[i] = gfla_graph_keep(gfla_slice_channels(g, maps->flow[i], 2 * s, 2));
            own.mask[i] = gfla_graph_keep(gfla_slice_channels(g, maps->mask[i], s, 1));
        }
    return own;
}
