/* models/metrics/alexnet.h - AlexNet's features, by which LPIPS compares images. Structure only: weights are the
 * user's, as torchvision names them (features.N.weight, features.N.bias). */
#ifndef GFLA_MODELS_METRICS_ALEXNET_H
#define GFLA_MODELS_METRICS_ALEXNET_H

#include "graph/graph.h"

#define GFLA_ALEXNET_LAYERS 5
#define GFLA_ALEXNET_MIN_SIDE 35 /* of images: fewer pixels leave none after the poolings */

/* Channels of the activations that LPIPS looks at; width: of the first, 64 as published. */
int gfla_alexnet_channels(int width, int layer);

/* image [n,3,h,w] PLAIN or BLOCKED, scaled by gfla_lpips_scale; relu[i] [n, channels, h_i, w_i], kept. */
gfla_status gfla_alexnet_build(gfla_graph *graph, gfla_tensor *image, int width,
                               gfla_tensor *relu[GFLA_ALEXNET_LAYERS]);

#endif
