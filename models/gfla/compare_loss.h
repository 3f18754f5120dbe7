/* models/gfla/compare_loss.h - how an image that a network made differs from the true one, beside their L1: in
 * structure, in its edges, in features of a trained net, and in the eyes of a discriminator of patches that learns beside
 * the network. For trainings whose other losses are those of exact flow. */
#ifndef GFLA_MODELS_GFLA_COMPARE_LOSS_H
#define GFLA_MODELS_GFLA_COMPARE_LOSS_H

#include "models/gfla/feature_net.h"
#include "models/gfla/gan_loss.h"
#include "models/gfla/loss_terms.h"

#define GFLA_PATCH_LAYERS 3 /* of the discriminator, that halve the image: a verdict is of 70 x 70 pixels */

/* What is compared, and by what. A term of weight 0 is left out. */
struct gfla_compare_loss {
    gfla_tensor *made, *real; /* [n, 3, h, w] in [-1, 1] */
    gfla_tensor *outline;     /* [n, 1, h, w]: how much edges count where; NULL: everywhere alike */
    double ssim, gradient;    /* weights of ops/ssim_loss.h and ops/gradient_loss.h, */
    double features;          /* of gfla_feature_loss, */
    struct gfla_features net; /* whose net this is, */
    double adversarial;       /* and of what the discriminator thinks of the image */
    int discriminator_width;  /* channels of its first layer; 0: none */
    enum gfla_gan gan;
};

/* With a discriminator: the term "discriminator" of its losses on the true and on the made, halved. *adversary is that
 * loss, to be handed to gfla_trainer_adversary before gfla_compare_loss_build; NULL where there is none. */
gfla_status gfla_compare_adversary_build(gfla_graph *graph, const struct gfla_compare_loss *compare,
                                         struct gfla_loss_terms *terms, gfla_tensor **adversary);

/* Adds the terms "ssim", "gradient", "features" and "adversarial", as far as they have weights. */
gfla_status gfla_compare_loss_build(gfla_graph *graph, const struct gfla_compare_loss *compare,
                                    struct gfla_loss_terms *terms);

#endif
