/* models/gfla/temporal_discriminator.h - the discriminator of short clips: two residual blocks in time, height and
 * width, then two of images whose channels are all that is left of time; spectrally normalised, no norm layers. */
#ifndef GFLA_MODELS_GFLA_TEMPORAL_DISCRIMINATOR_H
#define GFLA_MODELS_GFLA_TEMPORAL_DISCRIMINATOR_H

#include "graph/graph.h"

#define GFLA_TEMPORAL_FRAMES 6 /* of a clip, as published; at least 5, since either block in time takes 2 */

struct gfla_temporal_discriminator {
    int width;     /* channels of the first block; 0: 32 */
    int most;      /* no block has more; 0: four times the width */
    bool training; /* each use is a step of power iteration */
};

/* clip [n,c,t,h,w] PLAIN -> [n,1,h/16,w/16] BLOCKED, one verdict per place. */
gfla_tensor *gfla_temporal_discriminator_build(gfla_graph *graph, gfla_tensor *clip,
                                               const struct gfla_temporal_discriminator *config);

#endif
