/* models/gfla/network_config.h - the settings of a published network; each network says which of them it has. */
#ifndef GFLA_MODELS_GFLA_NETWORK_CONFIG_H
#define GFLA_MODELS_GFLA_NETWORK_CONFIG_H

#include "models/gfla/stages.h"

/* Zero: the network does not have it. */
struct gfla_network_config {
    int batch;
    int height, width;              /* of the images, in pixels */
    int image;                      /* channels of an image */
    int structure;                  /* channels of a structure: heat maps of joints */
    int channels, most;             /* of the main network's first level, and of no level more */
    int flow_channels, flow_most;   /* likewise of the flow estimator */
    int attention_channels;         /* hidden channels of the attention */
    int shape_channels;             /* of the shape net of view-solid */
    int surfaces;                   /* that view-solid draws of an object: 1 or 2 */
    int mirror;                     /* 1: and their mirror images */
    int sampling;                   /* of view-solid: enum gfla_sampling */
    int kernel[GFLA_DECODER_STEPS]; /* of the attention in front of that decoder step; 0: none */
    int layers;                     /* of a discriminator */
    int frames;                     /* frames of a sequence or a clip that are taken at once */
    double fov;                     /* of the cameras of view, degrees; 0: the renderer's 30 */
};

/* Images whose sides are multiples of `multiple` up to 4096, one of which is at least twice that, and numbers of
 * channels of at most 4096: GFLA_ERROR_USAGE names the first setting that is not so. Settings that are 0 the network
 * does not have. */
gfla_status gfla_network_config_check(const struct gfla_network_config *config, int multiple);

/* The same of a sequence of at least `least` frames, which has no images. */
gfla_status gfla_network_config_check_sequence(const struct gfla_network_config *config, int least);

/* Takes what an input of this shape says of them: batch; height and width of an image [n,c,h,w]; frames of a sequence
 * [n,c,t]; all of a clip [n,c,t,h,w]. */
void gfla_network_config_size(struct gfla_network_config *config, struct gfla_shape input);

/* An input [batch, channels, height, width]. */
gfla_tensor *gfla_model_map_input(gfla_graph *graph, const struct gfla_network_config *config, const char *name,
                                  int channels);

#endif
