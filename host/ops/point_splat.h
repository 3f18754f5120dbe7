/* ops/point_splat.h - one view of a rigid object drawn into another: forward warping by depth, nearest point first.
 *
 * Not in the paper: our training variant of the view task places the pixels of the source in space by a predicted
 * depth, and shows the flow net and the decoder what a turn makes of them. What lies behind stays empty, to be
 * filled. */
#ifndef GFLA_OPS_POINT_SPLAT_H
#define GFLA_OPS_POINT_SPLAT_H

#include "graph/graph.h"

struct gfla_point_splat_params {
    float centre, range; /* depth = centre + range * value */
    float tan_half_fov;
    float threshold; /* pixels whose mask is above it are drawn */
    float empty;     /* what the image channels hold where no point falls */
};

/* image [n, c, h, w] with c at most 14, value and mask [n, 1, h, w], all BLOCKED and seen by the source camera; camera
 * [n, 12] PLAIN as in ops/depth_flow.h, from the target's frame to the source's, its first nine numbers orthogonal
 * (mirrored or not). h * w is at most 2^20. Returns [n, c + 2, h, w] BLOCKED as the target camera sees it: the image,
 * (depth - centre) / range of the source pixel's middle, and 1 where a point fell; a source pixel is four points, so
 * that a surface may grow to twice its size without holes. No gradients. */
gfla_tensor *gfla_point_splat(gfla_graph *graph, gfla_tensor *image, gfla_tensor *value, gfla_tensor *mask,
                              gfla_tensor *camera, const struct gfla_point_splat_params *params);

#endif
