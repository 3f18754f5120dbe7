/* models/gfla/target_net.h - the target network: paints an image of a structure from what local attention finds in one
 * source image or two. With the encoders of its sources it is all of a generator but the flow estimator. */
#ifndef GFLA_MODELS_GFLA_TARGET_NET_H
#define GFLA_MODELS_GFLA_TARGET_NET_H

#include "models/gfla/flow_net.h"
#include "models/gfla/network_config.h"

/* An image to paint from. */
struct gfla_target_source {
    const char *scope;     /* of its encoder: "source"; with two sources "source_previous" and "source_reference" */
    const char *attention; /* "attn"; with two sources "attn_p" and "attn_r" */
    gfla_tensor *image;    /* [n,3,h,w] */
    struct gfla_flow_maps maps; /* its own: 2 channels of flow, 1 of mask */
};

/* From a structure [n,c,h,w] to the image [n,3,h,w] in [-1,1]. At each step of the decoder the attentions to all
 * sources are blended over the same features, and the blends added. Uses channels, attention_channels and kernel of the
 * config. */
gfla_tensor *gfla_target_net_build(gfla_graph *graph, gfla_tensor *structure, const struct gfla_network_config *config,
                                   const struct gfla_target_source *sources, int n_sources);

#endif
