/* models/gfla/vgg.h - the features of VGG-19 by which the losses compare images. Structure only: weights are the
 * user's, as torchvision names them (features.N.weight). */
#ifndef GFLA_MODELS_GFLA_VGG_H
#define GFLA_MODELS_GFLA_VGG_H

#include "graph/graph.h"

#define GFLA_VGG_PREFIX "loss.vgg." /* of the parameters, which get no gradient */
#define GFLA_VGG_STAGES 5
#define GFLA_VGG_LAYERS 4 /* in a stage, at the most */

struct gfla_vgg {
    /* relu[2][3]: relu3_4; NULL past relu5_2 and where there is none */
    gfla_tensor *relu[GFLA_VGG_STAGES][GFLA_VGG_LAYERS];
};

/* Applies the network to image [n,3,h,w]: in [-1, 1] as it is, as the published losses do; sides of 16 at the least.
 * width: channels of the first stage, 64 as published. May be called for several images of one graph, which share the
 * weights. */
gfla_status gfla_vgg_build(gfla_graph *graph, gfla_tensor *image, int width, struct gfla_vgg *vgg);

#endif
