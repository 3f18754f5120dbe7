/* ops/gradient_loss.h - how differently two images change from pixel to pixel: blurred edges count, shades do not. */
#ifndef GFLA_OPS_GRADIENT_LOSS_H
#define GFLA_OPS_GRADIENT_LOSS_H

#include "graph/graph.h"

/* scale * mean of |e(y, x + 1) - e(y, x)| + |e(y + 1, x) - e(y, x)|, e = a - b, over all elements of two BLOCKED tensors
 * [n, c, h, w], as a scalar [1]; differences that would reach outside count as 0. With a weight map [n, 1, h, w] (or
 * NULL) both differences weigh as the pixel (y, x): scale * sum(weight * term) / (c * sum(weight) + 1e-6). Gradients to
 * a and b, not to the weights. */
gfla_tensor *gfla_gradient_loss(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b, gfla_tensor *weight, float scale);

#endif
