/* ops/concat_gradient.h - gradients of concatenations and of ranges of channels. Each is added to the gradient that the
 * tensor has already while it is computed: no pass over memory of its own, no zeros to begin with. The sums are those
 * of gfla_graph_add_grad, to the bit. */
#ifndef GFLA_OPS_CONCAT_GRADIENT_H
#define GFLA_OPS_CONCAT_GRADIENT_H

#include "graph/graph.h"

/* Adds channels first .. of d_dst [n, C, h, w] to the gradient of `tensor` [n, c, h, w], which has one. Both BLOCKED. */
gfla_status gfla_concat_gradient_add_range(gfla_graph *graph, gfla_tensor *tensor, gfla_tensor *d_dst, int64_t first);

/* Adds d_dst [n, c, h, w] to channels first .. of the gradient of `tensor` [n, C, h, w], which may have none yet. Both
 * BLOCKED; ignores tensors that need no gradient. */
gfla_status gfla_concat_gradient_add_placed(gfla_graph *graph, gfla_tensor *tensor, gfla_tensor *d_dst, int64_t first);

#endif
