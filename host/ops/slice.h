/* ops/slice.h - a range of one dimension of a parameter or another plain tensor. Feature maps: gfla_slice_channels,
 * concat.h. */
#ifndef GFLA_OPS_SLICE_H
#define GFLA_OPS_SLICE_H

#include "graph/graph.h"

/* Indices first .. first + count - 1 along dimension dim of src, PLAIN (torch narrow): as a tensor of its own.
 * Differentiable. */
gfla_tensor *gfla_slice(gfla_graph *graph, gfla_tensor *src, int dim, int64_t first, int64_t count);

/* For whoever writes networks down: whether the node is this, its dimension and first index. */
bool gfla_is_slice(const struct gfla_node *node, int *dim, int64_t *first);

#endif
