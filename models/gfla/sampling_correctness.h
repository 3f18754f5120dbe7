/* models/gfla/sampling_correctness.h - the loss that teaches a flow to sample what looks like the target. */
#ifndef GFLA_MODELS_GFLA_SAMPLING_CORRECTNESS_H
#define GFLA_MODELS_GFLA_SAMPLING_CORRECTNESS_H

#include "graph/graph.h"

struct gfla_sampling_correctness {
    gfla_tensor *source, *target; /* features of the two images, [n,c,h,w] each */
    gfla_tensor *flow;            /* [n,2,fh,fw], in pixels of the features whatever its own size */
    gfla_tensor *mask;            /* [n,1,mh,mw], 1 where it counts; NULL: everywhere */
    float scale;
};

/* scale * (mean of exp(-mu / mu_max) - 1 / e) over the positions of the features: mu is the cosine similarity of the
 * target with what the flow samples of the source (Gaussian resampler of 4 x 4 taps, sigma 2), mu_max the largest with
 * any source position. Flow and mask are brought to the size of the features by their nearest pixels, values unchanged.
 * A scalar, with a gradient to the flow alone. */
gfla_tensor *gfla_sampling_correctness(gfla_graph *graph, const struct gfla_sampling_correctness *terms);

#endif
