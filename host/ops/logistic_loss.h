/* ops/logistic_loss.h - the cross-entropy of logits, for adversarial losses. */
#ifndef GFLA_OPS_LOGISTIC_LOSS_H
#define GFLA_OPS_LOGISTIC_LOSS_H

#include "graph/graph.h"

/* scale * mean log(1 + exp(-verdict * side)), side 1 or -1 everywhere, of one shape and layout (torch BCEWithLogitsLoss
 * with targets 1 and 0); as a scalar [1]. Gradient to the verdict alone. */
gfla_tensor *gfla_logistic_loss(gfla_graph *graph, gfla_tensor *verdict, gfla_tensor *side, float scale);

#endif
