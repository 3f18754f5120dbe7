/* ops/flow_correlation.h - where in a source map the features are that are most like those of every target position. */
#ifndef GFLA_OPS_FLOW_CORRELATION_H
#define GFLA_OPS_FLOW_CORRELATION_H

#include "graph/graph.h"

struct gfla_flow_correlation {
    gfla_tensor *best; /* [n,1,h,w]: the largest cosine */
    gfla_tensor *flow; /* [n,2,h,w], x and y: the source is most alike at p + flow, in whole pixels */
};

/* target [n,c,h,w], source [n,c,H,W], both BLOCKED: cosine similarity of every target position with every source
 * position, 1e-8 added to the lengths of the features, and of each target's cosines the largest; of equal ones the
 * first in reading order. Needs memory for one more copy of the source, not for h w x H W cosines. Not differentiable:
 * nothing flows back. Both members are NULL where an input is, or on failure. */
struct gfla_flow_correlation gfla_flow_correlation(gfla_graph *graph, gfla_tensor *target, gfla_tensor *source);

#endif
