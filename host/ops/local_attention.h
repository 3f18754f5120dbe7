/* ops/local_attention.h - weighted sum of the k x k samples around each displaced position, in one pass. */
#ifndef GFLA_OPS_LOCAL_ATTENTION_H
#define GFLA_OPS_LOCAL_ATTENTION_H

#include "graph/graph.h"

struct gfla_local_attention_params {
    int k;       /* taps per axis, 1 to 7, even too */
    float scale; /* of the sum; 0: 1. The published form divides by k k. */
};

/* weights [n,k*k,h,w] (channel i * k + j, i the row), src [n,c,H,W], flow [n,2,h,w] -> [n,c,h,w]:
 *     dst(y, x) = scale * sum over i, j of weights(i k + j) * bilinear(src, y + flow_y + i - k/2, x + flow_x + j - k/2)
 * Borders as in warp.h; k x k times larger tensors never exist. Gradients to weights, src and flow. */
gfla_tensor *gfla_local_attention(gfla_graph *graph, gfla_tensor *weights, gfla_tensor *src, gfla_tensor *flow,
                                  const struct gfla_local_attention_params *params);

/* For fusions: whether the node is this, and its params. Its inputs are weights, src and flow. */
bool gfla_is_local_attention(const struct gfla_node *node, struct gfla_local_attention_params *params);

#endif
