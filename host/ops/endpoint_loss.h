/* ops/endpoint_loss.h - weighted mean end-point error of a flow. */
#ifndef GFLA_OPS_ENDPOINT_LOSS_H
#define GFLA_OPS_ENDPOINT_LOSS_H

#include "graph/graph.h"

/* flow, target [n,2,h,w], weight [n,1,h,w] -> scalar [1]:
 *     scale * sum(weight * sqrt(dx^2 + dy^2 + 1e-6)) / (sum(weight) + 1e-6) over the batch, (dx, dy) = flow - target.
 * Gradient to flow alone. */
gfla_tensor *gfla_endpoint_loss(gfla_graph *graph, gfla_tensor *flow, gfla_tensor *target, gfla_tensor *weight,
                                float scale);

#endif
