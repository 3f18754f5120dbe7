/* tasks/check/net_fill.h - random numbers for a planned network, so that it can be timed without images and without
 * weights. */
#ifndef GFLA_TASKS_CHECK_NET_FILL_H
#define GFLA_TASKS_CHECK_NET_FILL_H

#include "graph/plan.h"

/* Writes every input and every parameter of the graph: inputs as images have them, weights so that activations keep
 * their size and flows are about a pixel. The same each time. */
gfla_status gfla_net_fill(gfla_plan *plan, const gfla_graph *graph);

#endif
