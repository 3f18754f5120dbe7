/* ops/canny.h - Canny's edges of grey images, as scikit-image defines them. */
#ifndef GFLA_OPS_CANNY_H
#define GFLA_OPS_CANNY_H

#include "graph/graph.h"

#define GFLA_CANNY_SIGMA_MAX 4

struct gfla_canny_params {
    float sigma;     /* of the Gaussian, which ends at 4 sigma, in pixels; 0: 1; at the most GFLA_CANNY_SIGMA_MAX */
    float low, high; /* thresholds of the gradient as parts of the range of values; 0: 0.1 and 0.2 */
};

/* grey [n, 1, h, w] BLOCKED, 0 .. 255; region of the same shape, or NULL. The image is smoothed (weights that fall
 * outside are shared out among the others); its gradient is Sobel's, of weights 1 2 1. A pixel not at the border is an
 * edge where the gradient is at least `low` and no smaller than on both sides along its direction (between neighbours:
 * linear), and if it is connected, through such pixels and over corners too, with one of at least `high`. Equal
 * neighbours count as no larger even after rounding: up to 1 part in 2 million. Returns 1 on edges where the region is
 * 0, else 0; [n, 1, h, w] BLOCKED. No gradients. */
gfla_tensor *gfla_canny(gfla_graph *graph, gfla_tensor *grey, gfla_tensor *region,
                        const struct gfla_canny_params *params);

#endif
