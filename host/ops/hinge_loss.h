/* ops/hinge_loss.h - the hinge of verdicts, for adversarial losses. */
#ifndef GFLA_OPS_HINGE_LOSS_H
#define GFLA_OPS_HINGE_LOSS_H

#include "graph/graph.h"

/* scale * mean max(0, 1 - verdict * side), side 1 or -1 everywhere, of one shape and layout; as a scalar [1]. Gradient
 * to the verdict alone, zero at the kink. */
gfla_tensor *gfla_hinge_loss(gfla_graph *graph, gfla_tensor *verdict, gfla_tensor *side, float scale);

#endif
