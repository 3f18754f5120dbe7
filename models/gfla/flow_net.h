/* models/gfla/flow_net.h - the flow field estimator: where each place of the target finds itself in a source, at the
 * scales of the decoder's attentions, and how much the attention counts there. */
#ifndef GFLA_MODELS_GFLA_FLOW_NET_H
#define GFLA_MODELS_GFLA_FLOW_NET_H

#include "models/gfla/network_config.h"

/* For decoder step i; NULL where there is no attention. */
struct gfla_flow_maps {
    gfla_tensor *flow[GFLA_DECODER_STEPS]; /* [n, 2 n_sources, h, w], x then y, in pixels of that map */
    gfla_tensor *mask[GFLA_DECODER_STEPS]; /* [n, n_sources, h, w] */
};

/* From n_parts images and structures side by side [n,c,h,w] with h and w multiples of 32, under the scope ("flow_net").
 * n_sources: images that its flows point into. Uses flow_channels, flow_most and kernel of the config: no kernel, no
 * flow. */
void gfla_flow_net_build(gfla_graph *graph, const char *scope, gfla_tensor *const *parts, int n_parts,
                         const struct gfla_network_config *config, int n_sources, struct gfla_flow_maps *maps);

/* The maps into source number s alone, of 2 channels and 1. */
struct gfla_flow_maps gfla_flow_maps_into(gfla_graph *graph, const struct gfla_flow_maps *maps, int s);

#endif
