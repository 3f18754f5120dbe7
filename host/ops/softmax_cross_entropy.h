/* ops/softmax_cross_entropy.h - cross-entropy of classes. */
#ifndef GFLA_OPS_SOFTMAX_CROSS_ENTROPY_H
#define GFLA_OPS_SOFTMAX_CROSS_ENTROPY_H

#include "graph/graph.h"

/* scale * mean over the pixels of -sum_c target * log(softmax_c(logits)), as a scalar [1]: torch cross_entropy with
 * probabilities as target (one-hot for a class, soft for a direction between two bins). logits and target are BLOCKED
 * [n, c, h, w], a class per channel; a pixel whose targets are all zero adds nothing, though the mean counts it.
 * Gradient to logits alone. */
gfla_tensor *gfla_softmax_cross_entropy(gfla_graph *graph, gfla_tensor *logits, gfla_tensor *target, float scale);

#endif
