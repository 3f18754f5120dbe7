/* ops/activation.h - activation functions, element by element, of tensors of any layout. Gradients come from the output
 * alone. As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure stays in
 * the graph. */
#ifndef GFLA_OPS_ACTIVATION_H
#define GFLA_OPS_ACTIVATION_H

#include "graph/graph.h"

/* src > 0 ? src : slope * src; slope >= 0. The derivative at 0 is slope, as in PyTorch. */
gfla_tensor *gfla_leaky_relu(gfla_graph *graph, gfla_tensor *src, float slope);
gfla_tensor *gfla_relu(gfla_graph *graph, gfla_tensor *src);
gfla_tensor *gfla_tanh(gfla_graph *graph, gfla_tensor *src);
/* 1 / (1 + exp(-src)). */
gfla_tensor *gfla_sigmoid(gfla_graph *graph, gfla_tensor *src);

/* For fusions: whether the node is a tanh, or a leaky relu, and its slope. */
bool gfla_is_tanh(const struct gfla_node *node);
bool gfla_is_leaky_relu(const struct gfla_node *node, float *slope);

#endif
