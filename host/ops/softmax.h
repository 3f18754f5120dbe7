/* ops/softmax.h - softmax over channels.
 * As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure stays in the
 * graph. */
#ifndef GFLA_OPS_SOFTMAX_H
#define GFLA_OPS_SOFTMAX_H

#include "graph/graph.h"

/* src [n, c, h, w] BLOCKED: exp(src) / sum of exp(src) over the channels of each pixel (PyTorch softmax, dim=1). */
gfla_tensor *gfla_softmax_channels(gfla_graph *graph, gfla_tensor *src);

/* For fusions: whether the node is this. */
bool gfla_is_softmax_channels(const struct gfla_node *node);

#endif
