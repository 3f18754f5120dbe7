/* ops/gram.h - Gram matrices of feature maps, for the style loss. */
#ifndef GFLA_OPS_GRAM_H
#define GFLA_OPS_GRAM_H

#include "graph/graph.h"

/* src [n,c,h,w] BLOCKED -> [n,c,c] PLAIN: the products of all pairs of channels, summed over the pixels and divided by
 * c * h * w. */
gfla_tensor *gfla_gram(gfla_graph *graph, gfla_tensor *src);

#endif
