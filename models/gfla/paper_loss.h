/* models/gfla/paper_loss.h - the losses of the paper for the shapenet task, on pairs of pictures of which no flow is known.
 *
 * Stage FLOW: sampling correctness and affine regularisation of the flow net. Stage FULL: these at a quarter of their weights,
 * and on the picture: L1, perceptual and style losses by VGG-19, and an adversarial one by a discriminator that learns beside the
 * network. Without VGG-19 weights the terms that need them are left out. */
#ifndef GFLA_MODELS_PAPER_LOSS_H
#define GFLA_MODELS_PAPER_LOSS_H

#include "models/gfla/gan_loss.h"
#include "models/gfla/view_loss.h"

#define GFLA_DISCRIMINATOR_PREFIX "loss.dis." /* of its parameters */
#define GFLA_LOSS_PREFIX "loss."              /* of all parameters that are no part of the network */
#define GFLA_DISCRIMINATOR_RATE 0.1           /* of the network's learning rate */

struct gfla_paper_loss_config {
    int vgg_width;           /* channels of VGG-19's first stage, 64 as published; 0: no VGG-19 */
    int discriminator_width; /* 32 as published; 0: no discriminator */
    enum gfla_gan gan;       /* least squares as published */
};

/* First, for the full stage with a discriminator: the loss of the discriminator on the target (an input "target", which enters
 * loss->truth) and on the network's picture, halved, as the term "discriminator". *adversary is to be handed to
 * gfla_trainer_adversary before gfla_paper_loss_build; NULL where there is no discriminator. */
gfla_status gfla_paper_adversary_build(gfla_graph *graph, const struct gfla_shapenet *net,
                                       const struct gfla_paper_loss_config *config, struct gfla_view_loss *loss,
                                       gfla_tensor **adversary);

/* Then the losses of the network: `total` and the terms that it sums up. GFLA_ERROR_USAGE where nothing is left that could be
 * learned: the flow stage without VGG-19. */
gfla_status gfla_paper_loss_build(gfla_graph *graph, const struct gfla_shapenet *net,
                                  const struct gfla_paper_loss_config *config, struct gfla_view_loss *loss);

#endif
