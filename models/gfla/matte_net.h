/* models/gfla/matte_net.h - which part of an image is its object: a U-Net that gives alpha, for images whose background
 * is not plain. */
#ifndef GFLA_MODELS_GFLA_MATTE_NET_H
#define GFLA_MODELS_GFLA_MATTE_NET_H

#include "models/gfla/loss_terms.h"
#include "models/gfla/network_config.h"

struct gfla_matte_net {
    gfla_tensor *source; /* [n, 3, h, w] in [-1, 1] */
    gfla_tensor *alpha;  /* [n, 1, h, w] in 0 .. 1 */
    /* inputs of the losses, as alpha; NULL before these. band: 1 near the outline, 0 elsewhere */
    gfla_tensor *true_alpha, *band;
};

/* Appends the network: sides are multiples of 32 pixels; `channels` and `most` are those of the encoder. Errors are
 * also kept in the graph. */
gfla_status gfla_matte_net_build(gfla_graph *graph, const struct gfla_network_config *config,
                                 struct gfla_matte_net *net);
/* Appends its losses: binary cross-entropy, L1, and L1 within the band about the true outline alone, which keeps
 * outlines sharp. */
gfla_status gfla_matte_net_loss(gfla_graph *graph, struct gfla_matte_net *net, struct gfla_loss_terms *terms);

#endif
