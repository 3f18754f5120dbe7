/* tasks/check/self_check.h - whether a device computes what a network consists of.
 *
 * Drivers have faults: a kernel that is compiled wrongly makes images that look almost right. So before a network first
 * runs on a device, small layers of its kinds are computed there by the algorithms that the network will use, and
 * compared with plain C. */
#ifndef GFLA_TASKS_CHECK_SELF_CHECK_H
#define GFLA_TASKS_CHECK_SELF_CHECK_H

#include "graph/graph.h"

/* Before the graph is planned. As the context's `check` says (gfla/context.h); what passed before is not checked again
 * (runtime/checks.h). Does nothing on devices that compute nothing. GFLA_ERROR_CHECK: a layer is computed wrongly; the
 * message names device, driver, layer and algorithm. GFLA_ERROR_DEVICE: it cannot be computed at all. Blocks while
 * kernels are compiled, and some tenths of a second beside that. */
gfla_status gfla_self_check(gfla_device *device, const gfla_graph *graph);
/* The same, and the gradients of its layers: of sources and weights of convolutions, and of norms. */
gfla_status gfla_self_check_training(gfla_device *device, const gfla_graph *graph);

#endif
