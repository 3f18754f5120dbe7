/* ops/l1_loss.h - mean absolute difference. */
#ifndef GFLA_OPS_L1_LOSS_H
#define GFLA_OPS_L1_LOSS_H

#include "graph/graph.h"

/* scale * mean |a - b| over all elements, as a scalar [1]; with weights (or NULL), a map
 * [n,1,h,w], or a tensor of the shape of a where that is PLAIN (then without c),
 * scale * sum(weight * |a - b|) / (c * sum(weight) + 1e-6). Gradients to a and b, not to the weights. */
gfla_tensor *gfla_l1_loss(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b, gfla_tensor *weight, float scale);

#endif
