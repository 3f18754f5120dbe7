/* ops/warp.h - bilinear sampling at positions displaced by a flow. */
#ifndef GFLA_OPS_WARP_H
#define GFLA_OPS_WARP_H

#include "graph/graph.h"

struct gfla_warp_params {
    int offset; /* added to both coordinates: where pixel (0, 0) of the flow lies in src */
};

/* src [n,c,H,W], flow [n,2,h,w] (channel 0 = x, 1 = y, in pixels) -> [n,c,h,w]:
 *     dst(y, x) = bilinear(src, y + flow_y + offset, x + flow_x + offset),
 * where each corner index is clamped to the border and the weights come from the unclamped fractions. Unlike torch
 * grid_sample, positions are pixels; padding_mode "border". Any finite flow is fine. Gradients to src and flow. params
 * may be NULL. */
gfla_tensor *gfla_warp(gfla_graph *graph, gfla_tensor *src, gfla_tensor *flow, const struct gfla_warp_params *params);

/* For fusions: whether the node is a warp, and its offset. Its inputs are src and flow. */
bool gfla_is_warp(const struct gfla_node *node, int *offset);

#endif
