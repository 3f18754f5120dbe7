/* models/gfla/figure.h - a person in another pose: our form of the pose task, for training with exact flow.
 *
 * It takes and gives what the published form does (models/gfla/person.h), and differs where that starves pose and
 * colour, as the view task's own form does (models/gfla/shapenet.h):
 *   - limbs move as their key points say (ops/limb_flow.h); the flow net sees that flow and the source moved by it, and
 *     predicts what is to be added: clothes, hair, what hides what;
 *   - no instance norm on raw images nor in the flow net's decoder; the attention's weights sum to 1;
 *   - flow, foreground and visibility also at full resolution; the source, warped there, enters the decoder with the
 *     target's pose, and its last stage; a gate chooses for each pixel between it and what the decoder paints. */
#ifndef GFLA_MODELS_GFLA_FIGURE_H
#define GFLA_MODELS_GFLA_FIGURE_H

#include "models/gfla/person.h"

struct gfla_figure {
    struct gfla_person person; /* inputs, the flows and foregrounds at H/8 and H/4, the image */
    gfla_tensor *limbs;        /* [n,3,h,w] of ops/limb_flow.h */
    gfla_tensor *moved;        /* [n,3,h,w]: the source as limbs move */
    gfla_tensor *full_flow;    /* [n,2,h,w] in pixels, from the target to the source */
    gfla_tensor *full_mask;    /* [n,1,h,w]: the target's foreground */
    gfla_tensor *visible;      /* [n,1,h,w]: what of it the source shows */
    gfla_tensor *warped;       /* [n,3,h,w]: the source by full_flow */
};

/* kernel of the config has two attentions, at H/8 and H/4. Appends the network; flow_only: without its decoder. */
gfla_status gfla_figure_build(gfla_graph *g, const struct gfla_network_config *config, bool flow_only,
                              struct gfla_figure *net);
/* The same on the source and poses that net->person has already. */
gfla_status gfla_figure_apply(gfla_graph *g, const struct gfla_network_config *config, bool flow_only,
                              struct gfla_figure *net);

#endif
