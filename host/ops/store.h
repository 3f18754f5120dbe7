/* ops/store.h - what one run leaves for the next: an activation copied into a state, which a checkpoint keeps. */
#ifndef GFLA_OPS_STORE_H
#define GFLA_OPS_STORE_H

#include "graph/graph.h"

/* Whenever this node runs, `state` becomes src, PLAIN and of the same shape. Nothing else in the graph may read the
 * state: it holds the last run's value for the caller. No gradients. */
gfla_status gfla_store(gfla_graph *graph, gfla_tensor *src, gfla_tensor *state);

#endif
