/* models/gfla/res_discriminator.h - the discriminator of single images: residual blocks, spectrally normalised, no norm
 * layers. */
#ifndef GFLA_MODELS_GFLA_RES_DISCRIMINATOR_H
#define GFLA_MODELS_GFLA_RES_DISCRIMINATOR_H

#include "graph/graph.h"

struct gfla_res_discriminator {
    int width;     /* channels of the first block; 0: 32 */
    int most;      /* no block has more; 0: four times the width */
    int layers;    /* that halve the image; 0: 4 (3 for Market-1501) */
    bool training; /* each use is a step of power iteration */
};

/* image [n,c,h,w] -> [n,1,h',w'], one verdict per place of the last map: 1 is real, 0 made, before any threshold. */
gfla_tensor *gfla_res_discriminator_build(gfla_graph *graph, gfla_tensor *image,
                                          const struct gfla_res_discriminator *config);

#endif
