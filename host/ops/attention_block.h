/* ops/attention_block.h - the local attention of the published networks, without k x k times larger tensors. */
#ifndef GFLA_OPS_ATTENTION_BLOCK_H
#define GFLA_OPS_ATTENTION_BLOCK_H

#include "graph/graph.h"

struct gfla_attention_block_params {
    int k;       /* taps per axis, odd, 1 to 7 */
    float slope; /* of the leaky rectifier; 0: 0.1 */
    float scale; /* of the result; 0: 1. The published form divides by k k. */
};

/* Parameters: a layer over the k x k patches of target and source, stored as a convolution (channels of the target
 * first), and a 1 x 1 convolution to the taps. */
struct gfla_attention_block_weights {
    gfla_tensor *weights0, *bias0; /* [hidden][2 c][k][k], [hidden]: fully_connect_layer.0 */
    gfla_tensor *weights2, *bias2; /* [k*k][hidden][1][1], [k*k]: fully_connect_layer.2 */
};

/* src [n,c,H,W], target [n,c,h,w], flow [n,2,h,w] -> [n,c,h,w] (ExtractorAttn): at each position p the patch of target
 * around p and the bilinear patch of src around p + flow(p) give, through the two layers and a softmax, a weight per
 * tap, and the result is the weighted sum of the source patch, times scale.
 *
 * All taps of a patch share one bilinear fraction and sampling is linear, so the convolution of the sampled patches is
 * the sampled convolution: the first layer is one convolution of target, and one of src on a grid that is k/2 larger on
 * each side, sampled by warp. Exact, borders included, because on that grid nothing changes further out. The softmax
 * map is named "fully_connect_layer" in the current scope. Gradients to everything. */
gfla_tensor *gfla_attention_block(gfla_graph *graph, gfla_tensor *src, gfla_tensor *target, gfla_tensor *flow,
                                  const struct gfla_attention_block_weights *weights,
                                  const struct gfla_attention_block_params *params);

#endif
