/* ops/correctness_loss.h - the sampling-correctness loss: what a flow samples should be like the target. */
#ifndef GFLA_OPS_CORRECTNESS_LOSS_H
#define GFLA_OPS_CORRECTNESS_LOSS_H

#include "graph/graph.h"

/* scale * mean of exp(-mu / (best + 1e-8)) - 1 / e, where mu is the cosine similarity of sampled and target [n,c,h,w],
 * and best [n,1,h,w] the largest that the target finds in the source (ops/flow_correlation.h). weight [n,1,h,w] or
 * NULL: the mean is sum(weight * term) / sum(weight) over the whole batch, 0 when all weights are. A scalar; only
 * `sampled` gets a gradient. */
gfla_tensor *gfla_correctness_loss(gfla_graph *graph, gfla_tensor *sampled, gfla_tensor *target, gfla_tensor *best,
                                   gfla_tensor *weight, float scale);

#endif
