/* graph/prepare.h - from a graph as it was built to the nodes that are recorded: what nobody reads is dropped,
 * neighbours are merged (fuse.h), and ops that have several ways to be computed make way for the one that is chosen. */
#ifndef GFLA_GRAPH_PREPARE_H
#define GFLA_GRAPH_PREPARE_H

#include "graph/op_set.h"

struct gfla_prepare_params {
    gfla_chooser *chooser; /* of the graph's ops; for the duration of the call */
    bool training;         /* these four as in gfla_plan_params (plan.h) */
    bool skip_unchanged;
    bool keep_all;
    bool no_fusion;
};

/* Once per graph, whether it fails or not: it can be planned further and destroyed, but not built on.
 * GFLA_ERROR_USAGE when the graph has been prepared before; else whatever failed while it was built, or an op says. */
gfla_status gfla_graph_prepare(gfla_graph *graph, const struct gfla_device_info *device,
                               const struct gfla_prepare_params *params);

#endif
