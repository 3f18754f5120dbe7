/* ops/moments.h - nodes that write the moments of their output beside it (cl/shared/moments.h), so that the norm of it
 * need not read it again; for op files alone. */
#ifndef GFLA_OPS_MOMENTS_H
#define GFLA_OPS_MOMENTS_H

#include "cl/shared/moments.h"
#include "graph/graph.h"
#include "graph/record.h"

/* The share of items that store tiles_per_item of the `tiles` of an image each, one after the other through n
 * images. */
struct gfla_moments_share gfla_moments_share_out(int n, int tiles, int tiles_per_item, int passes);

/* The parts of tensor's moments, which from now on the node that makes it writes, and how they are shared out; as its
 * op's `moments` tells. NULL, with the graph as it was, where it does not offer them. Only while the graph is lowered,
 * after that node. */
gfla_tensor *gfla_moments_of(gfla_graph *graph, gfla_tensor *tensor, const struct gfla_device_info *device,
                             struct gfla_moments_share *share);

/* For recording a node whose op has `moments`: the kernel's arguments, whether they are wanted or not. */
struct gfla_moments_share gfla_moments_wanted(const struct gfla_node *node, const struct gfla_device_info *device);
struct gfla_arg gfla_moments_parts(const struct gfla_node *node);

#endif
