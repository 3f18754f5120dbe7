/* ops/block_extract.h - the k x k samples around each displaced position, side by side (the published block
 * extraction). */
#ifndef GFLA_OPS_BLOCK_EXTRACT_H
#define GFLA_OPS_BLOCK_EXTRACT_H

#include "graph/graph.h"

/* src [n,c,H,W], flow [n,2,h,w] -> [n,c,h*k,w*k]:
 *     dst(y k + i, x k + j) = bilinear(src, y + flow_y + i - k/2, x + flow_x + j - k/2), borders as in warp.h.
 * k is 1 to 15, even too. For tests and small maps: local_attention.h does without the k k times larger tensor.
 * Gradients to src and flow. */
gfla_tensor *gfla_block_extract(gfla_graph *graph, gfla_tensor *src, gfla_tensor *flow, int k);

#endif
