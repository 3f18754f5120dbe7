/* models/gfla/patch_discriminator.h - the discriminator of patches: spectrally normalised 4 x 4 convolutions, nothing
 * else. */
#ifndef GFLA_MODELS_GFLA_PATCH_DISCRIMINATOR_H
#define GFLA_MODELS_GFLA_PATCH_DISCRIMINATOR_H

#include "graph/graph.h"

struct gfla_patch_discriminator {
    int width;     /* channels of the first layer; 0: 32 */
    int most;      /* no layer has more; 0: four times the width */
    int layers;    /* that halve the image; 0: 4. Two more follow that do not. */
    bool training; /* each use is a step of power iteration */
};

/* image [n,c,h,w] -> [n,1,h',w'], one verdict per overlapping patch. */
gfla_tensor *gfla_patch_discriminator_build(gfla_graph *graph, gfla_tensor *image,
                                            const struct gfla_patch_discriminator *config);

#endif
