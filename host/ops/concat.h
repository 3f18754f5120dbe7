/* ops/concat.h - feature maps behind one another along channels, and a range of channels of one.
 * As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure stays in the
 * graph. */
#ifndef GFLA_OPS_CONCAT_H
#define GFLA_OPS_CONCAT_H

#include "graph/graph.h"

/* tensors [n, c_i, h, w], all BLOCKED -> [n, sum of c_i, h, w]; 1 to GFLA_MAX_NODE_TENSORS of them.
 * Fastest where channel counts before the last are multiples of 16. */
gfla_tensor *gfla_concat(gfla_graph *graph, gfla_tensor *const *tensors, int n_tensors);

/* For fusions: whether it is one of these. */
bool gfla_is_concat(const struct gfla_node *node);

/* Channels first .. first + c - 1 of src [n, C, h, w] BLOCKED. */
gfla_tensor *gfla_slice_channels(gfla_graph *graph, gfla_tensor *src, int64_t first, int64_t c);
/* For whoever writes networks down: whether the node is this, and its first channel. */
bool gfla_is_slice_channels(const struct gfla_node *node, int64_t *first);

#endif
