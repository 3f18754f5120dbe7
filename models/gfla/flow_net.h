/* models/gfla/flow_net.h - the flow field estimator: where each place of the target finds itself in the source, at the scales of the
 * decoder's attentions, and how much the attention counts there. */
#ifndef GFLA_MODELS_FLOW_NET_H
#define GFLA_MODELS_FLOW_NET_H

#include "models/gfla/stages.h"

struct gfla_flow_net {
    int width, most;                /* channels of the first level; no level has more than `most` */
    int n_sources;                  /* pictures that flows point into, 1 or 2 (face: previous and reference) */
    int kernel[GFLA_DECODER_STEPS]; /* of the attention in front of that decoder step; 0: none, and then no flow */
};

/* For decoder step i; NULL where there is no attention. */
struct gfla_flow_maps {
    gfla_tensor *flow[GFLA_DECODER_STEPS]; /* [n, 2 n_sources, h, w], x then y, in pixels of that map */
    gfla_tensor *mask[GFLA_DECODER_STEPS]; /* [n, n_sources, h, w] */
};

/* From src, pictures and structures side by side [n,c,h,w] with h and w multiples of 32, under the current scope. */
void gfla_flow_net_build(gfla_graph *g, gfla_tensor *src, const struct gfla_flow_net *net, struct gfla_flow_maps *maps);

/* Its second half: from x, what the deepest level became, and the levels of gfla_encode. */
void gfla_flow_net_decode(gfla_graph *g, gfla_tensor *x, gfla_tensor *const levels[GFLA_FLOW_LEVELS],
                          const struct gfla_flow_net *net, struct gfla_flow_maps *maps);

struct gfla_encoder gfla_flow_net_encoder(const struct gfla_flow_net *net);

#endif
