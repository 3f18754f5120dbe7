/* ops/bce_loss.h - binary cross-entropy of probabilities. */
#ifndef GFLA_OPS_BCE_LOSS_H
#define GFLA_OPS_BCE_LOSS_H

#include "graph/graph.h"

/* scale * mean -(target * log(prob) + (1 - target) * log(1 - prob)), prob clamped to [1e-6, 1 - 1e-6] (torch BCELoss
 * clamps the logarithms instead), as a scalar [1]. Gradient to prob alone, zero where it was clamped. */
gfla_tensor *gfla_bce_loss(gfla_graph *graph, gfla_tensor *prob, gfla_tensor *target, float scale);

#endif
