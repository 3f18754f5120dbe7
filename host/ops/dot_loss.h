/* ops/dot_loss.h - the inner product of two tensors, from which tests start a gradient. */
#ifndef GFLA_OPS_DOT_LOSS_H
#define GFLA_OPS_DOT_LOSS_H

#include "graph/graph.h"

/* sum(a * b) of two tensors of one shape and layout, as a scalar [1]; gradients to both. */
gfla_tensor *gfla_dot(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b);

#endif
