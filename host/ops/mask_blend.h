/* ops/mask_blend.h - one feature map laid over another by a mask (the output of local attention over the decoder's
 * features). As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure stays
 * in the graph. */
#ifndef GFLA_OPS_MASK_BLEND_H
#define GFLA_OPS_MASK_BLEND_H

#include "graph/graph.h"

/* base * (1 - mask) + top * mask; base, top [n, c, h, w], mask [n, 1, h, w], all BLOCKED. */
gfla_tensor *gfla_mask_blend(gfla_graph *graph, gfla_tensor *base, gfla_tensor *top, gfla_tensor *mask);

/* For fusions: whether the node is this; its inputs are base, top and mask. */
bool gfla_is_mask_blend(const struct gfla_node *node);

#endif
