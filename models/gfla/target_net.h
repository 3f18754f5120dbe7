/* models/gfla/target_net.h - the target decoder with local attention: paints a picture from what it finds in one source or two. */
#ifndef GFLA_MODELS_TARGET_NET_H
#define GFLA_MODELS_TARGET_NET_H

#include "models/gfla/flow_net.h"

/* A picture to paint from. */
struct gfla_target_source {
    const char *attention; /* "attn"; with two sources "attn_p" and "attn_r" */
    gfla_tensor *levels[GFLA_ENCODER_LEVELS]; /* its features as gfla_encode gives them, H/2 first */
    struct gfla_flow_maps maps;               /* its own: 2 channels of flow, 1 of mask */
};

struct gfla_target_net {
    int width;                      /* channels at H/2; twice that at H/4, four times at H/8 */
    int attention_width;            /* hidden channels of the attention */
    int kernel[GFLA_DECODER_STEPS]; /* of the attention in front of that step; 0: none */
};

/* From x [n, 4 width, H/8, W/8] to the picture [n,3,H,W] in [-1,1], under the current scope. At each step the attentions to all
 * sources are blended over the same features, and the blends added. */
gfla_tensor *gfla_target_net_decode(gfla_graph *g, gfla_tensor *x, const struct gfla_target_net *net,
                                    const struct gfla_target_source *sources, int n_sources);

#endif
