/* ops/layer_norm.h - layer normalisation of each sample over all its channels and pixels (moments) together, eps 1e-5,
 * biased variance. As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure
 * stays in the graph. */
#ifndef GFLA_OPS_LAYER_NORM_H
#define GFLA_OPS_LAYER_NORM_H

#include "graph/graph.h"

#define GFLA_LAYER_NORM_EPS 1e-5f

/* src [n, c, h, w] BLOCKED; weight and bias, c elements each, PLAIN: (src - mean) / sqrt(var + eps) * weight + bias. */
gfla_tensor *gfla_layer_norm(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weight, gfla_tensor *bias);

/* gamma and beta [n, c, 1, 1] BLOCKED, of each sample its own: (src - mean) / sqrt(var + eps) * (1 + gamma) + beta
 * (AdaLN). */
gfla_tensor *gfla_adaptive_layer_norm(gfla_graph *graph, gfla_tensor *src, gfla_tensor *gamma, gfla_tensor *beta);

#endif
