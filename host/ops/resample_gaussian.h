/* ops/resample_gaussian.h - sampling with normalised Gaussian weights at positions displaced by a flow. */
#ifndef GFLA_OPS_RESAMPLE_GAUSSIAN_H
#define GFLA_OPS_RESAMPLE_GAUSSIAN_H

#include "graph/graph.h"

struct gfla_resample_gaussian_params {
    int kernel;  /* taps per axis, even, at most 16; 0: 4 */
    float sigma; /* in pixels; 0: 2 */
};

/* src [n,c,H,W], flow [n,2,h,w] -> [n,c,h,w]: the kernel x kernel neighbours of (y + flow_y, x + flow_x), from
 * floor - kernel / 2 + 1 on, weighted by exp(-distance^2 / (2 sigma^2)) over the sum of these weights; indices are
 * clamped to the border one by one. Jumps where the position crosses an integer, by little. The gradients to src and
 * flow are the true derivatives. params may be NULL. */
gfla_tensor *gfla_resample_gaussian(gfla_graph *graph, gfla_tensor *src, gfla_tensor *flow,
                                    const struct gfla_resample_gaussian_params *params);

#endif
