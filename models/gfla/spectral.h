/* models/gfla/spectral.h - layers with spectrally normalised weights: what discriminators are made of. */
#ifndef GFLA_MODELS_GFLA_SPECTRAL_H
#define GFLA_MODELS_GFLA_SPECTRAL_H

#include "models/gfla/blocks.h"
#include "ops/conv3d.h"

/* As gfla_conv_layer, with the weight `name`.weight_orig divided by its largest singular value, which `name`.weight_u
 * and `name`.weight_v estimate; training: each use improves these by a step of power iteration
 * (ops/spectral_norm.h). */
gfla_tensor *gfla_spectral_conv_layer(gfla_graph *g, gfla_tensor *src, const char *name,
                                      const struct gfla_conv_layer *layer, bool training);

/* The same of clips (ops/conv3d.h): weights [oc][ic][kt][k][k], with a bias. */
struct gfla_conv3d_layer {
    int oc, kt, k;
    struct gfla_conv3d_params params;
};
gfla_tensor *gfla_spectral_conv3d_layer(gfla_graph *g, gfla_tensor *src, const char *name,
                                        const struct gfla_conv3d_layer *layer, bool training);

/* Halves height and width: LReLU, conv k3 -> hidden, LReLU, conv k4 s2 p1 -> oc; plus the mean of 2 x 2 pixels through
 * conv k1. */
gfla_tensor *gfla_res_block_encoder(gfla_graph *g, gfla_tensor *src, int oc, int hidden, bool training);

#endif
