/* models/gfla/gan_loss.h - adversarial losses: what a discriminator and the network it judges make of a map of
 * verdicts. */
#ifndef GFLA_MODELS_GFLA_GAN_LOSS_H
#define GFLA_MODELS_GFLA_GAN_LOSS_H

#include "graph/graph.h"

enum gfla_gan {
    GFLA_GAN_LEAST_SQUARES,  /* mean (v - 1)^2 of what should pass, mean v^2 of what should not */
    GFLA_GAN_HINGE,          /* mean max(0, 1 - v), mean max(0, 1 + v); the network maximises the mean of v */
    GFLA_GAN_NON_SATURATING, /* mean log(1 + exp(-v)), mean log(1 + exp(v)): v is a logit */
    GFLA_GAN_COUNT
};

/* Whose loss it is, and of which image. */
enum gfla_gan_party {
    GFLA_GAN_REAL, /* the discriminator's, of a true image */
    GFLA_GAN_MADE, /* the discriminator's, of an image that the network made */
    GFLA_GAN_MAKER /* the network's, of its image: it should pass */
};

/* scale * the loss, a scalar [1]. */
gfla_tensor *gfla_gan_loss(gfla_graph *graph, enum gfla_gan gan, enum gfla_gan_party party, gfla_tensor *verdict,
                           float scale);

#endif
