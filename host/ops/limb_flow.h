/* ops/limb_flow.h - where each limb of a person in one pose is in another, as a flow.
 *
 * Not in the paper: our training form of the pose task (models/gfla/figure.h) begins with it, as the form of the view
 * task begins with points drawn by their depth. What limbs are rigid moves as their key points say; clothes, hair and
 * what hides what are left to learn. Affine transformations by limb: Siarohin et al., Deformable GANs, CVPR 2018. */
#ifndef GFLA_OPS_LIMB_FLOW_H
#define GFLA_OPS_LIMB_FLOW_H

#include "graph/graph.h"

/* source, target [n, 18, h, w] BLOCKED: heat maps of COCO-18 (ops/heat_maps.h); a joint is where its map is highest, and
 * missing where that is 0.5 or less. Returns [n, 3, h, w] BLOCKED: the flow from the target to the source, x and y in
 * pixels (as ops/warp.h takes it), and how much of a limb there is, 0 .. 1. A limb counts by exp(-(distance / width)^2)
 * where both poses have its two ends; far from all limbs the flow is 0. Widths are shares of the longest limb; across a
 * limb sizes go by the whole person. No gradients. */
gfla_tensor *gfla_limb_flow(gfla_graph *graph, gfla_tensor *source, gfla_tensor *target);

#endif
