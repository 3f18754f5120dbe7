#include "models/gfla/flow_net.h"

#include <stdio.h>

#include "ops/activation.h"

struct gfla_encoder gfla_flow_net_encoder(const struct gfla_flow_net *net)
{
    return (struct gfla_encoder){
        .n_levels = GFLA_FLOW_LEVELS, .width = net->width, .most = net->most, .first_norm = GFLA_NORM_INSTANCE};
}

/* output{i} and mask{i}, of estimator step i. */
static void add_heads(gfla_graph *g, gfla_tensor *x, int i, int n_sources, gfla_tensor **flow, gfla_tensor **mask)
{
    const struct gfla_conv_layer to_flow = {.k = 3, .pad = 1, .oc = 2 * n_sources}, to_mask = {.k = 3, .pad = 1, .oc = n_sources};
    char name[24];
    snprintf(name, sizeof name, "output%d", i);
    *flow = gfla_graph_keep(gfla_graph_name(g, gfla_conv_layer(g, x, name, &to_flow), "%s", name));
    snprintf(name, sizeof name, "mask%d.0", i);
    *mask = gfla_graph_keep(gfla_graph_name(g, gfla_sigmoid(g, gfla_conv_layer(g, x, name, &to_mask)), "mask%d", i));
}

void gfla_flow_net_decode(gfla_graph *g, gfla_tensor *x, gfla_tensor *const levels[GFLA_FLOW_LEVELS],
                          const struct gfla_flow_net *net, struct gfla_flow_maps *maps)
{
    int last = 0;
    *maps = (struct gfla_flow_maps){{NULL}, {NULL}};
    for (int i = 0; i < GFLA_DECODER_STEPS; i++)
        last = net->kernel[i] ? i + 1 : last;
    for (int i = 0; i <= last; i++) {
        const int level = GFLA_FLOW_LEVELS - 2 - i, oc = net->width << level;
        x = gfla_flow_step(g, x, levels[level], i, oc < net->most ? oc : net->most, GFLA_NORM_INSTANCE);
        if (i > 0 && net->kernel[i - 1])
            add_heads(g, x, i, net->n_sources, &maps->flow[i - 1], &maps->mask[i - 1]);
    }
}

void gfla_flow_net_build(gfla_graph *g, gfla_tensor *src, const struct gfla_flow_net *net, struct gfla_flow_maps *maps)
{
    const struct gfla_encoder encoder = gfla_flow_net_encoder(net);
    gfla_tensor *levels[GFLA_FLOW_LEVELS] = {NULL};
    gfla_tensor *x = gfla_encode(g, src, &encoder, levels);
    gfla_flow_net_decode(g, x, levels, net, maps);
}
