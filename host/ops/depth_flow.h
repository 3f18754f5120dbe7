/* ops/depth_flow.h - the flow between two views of a rigid object, from the target view's depth and the two cameras.
 *
 * Not in the paper: our training variant of the view task predicts how deep each target pixel lies and lets geometry
 * turn that into a flow, so that the network need not learn what a rotation is. */
#ifndef GFLA_OPS_DEPTH_FLOW_H
#define GFLA_OPS_DEPTH_FLOW_H

#include "graph/graph.h"

struct gfla_depth_flow_params {
    float centre, range; /* depth = centre + range * tanh(value): the distance to the object's centre, its radius */
    float tan_half_fov;  /* of the vertical (and horizontal) field of view */
};

/* value [n, 1, h, w] BLOCKED; camera [n, 12] PLAIN: row-major R (3x3), then t, taking a point from the target camera's
 * frame to the source camera's (x right, y down, z forward). Returns the flow [n, 2, h, w] BLOCKED, x then y, in pixels
 * of this grid, from the target pixel to where the source shows the same point. Pixel i spans [i - 0.5, i + 0.5].
 * Gradient to value. */
gfla_tensor *gfla_depth_flow(gfla_graph *graph, gfla_tensor *value, gfla_tensor *camera,
                             const struct gfla_depth_flow_params *params);

#endif
