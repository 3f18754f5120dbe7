/* graph/fuse.h - neighbouring nodes that one kernel computes, merged before lowering; for the planner and for ops that
 * merge (op_set.h).
 *
 * A fusion looks at one node, the last of its pattern, and back through producers that no other node reads. It appends
 * the node that replaces the pattern and sets its output; what is left without readers is dropped later. Training loses
 * nothing by it: what a gradient reads has two readers. Nor do plans that skip what is unchanged: what runs more rarely
 * is not merged with what follows. */
#ifndef GFLA_GRAPH_FUSE_H
#define GFLA_GRAPH_FUSE_H

#include "graph/dependencies.h"

struct gfla_fusion {
    gfla_graph *graph;
    const struct gfla_device_info *device;
    int *readers;                    /* by tensor index; what is kept has one more */
    int *updates;                    /* by tensor index: updates in place that run before it is made */
    gfla_dependencies *dependencies; /* by tensor index */
    size_t n_tensors;                /* that were there when readers were counted */
    struct gfla_node *const *nodes;  /* of the graph, as they were then */
    size_t n_nodes;
    gfla_dependencies depends_on; /* what the node that is looked at does */
    int n_updates;                /* that run before it */
};

/* The node that made tensor for one reader alone, and could as well run where that one does: in the same runs, without
 * an update of a parameter between them. NULL where there is none such. */
struct gfla_node *gfla_fuse_producer(const struct gfla_fusion *fusion, const gfla_tensor *tensor);

/* Whether every node that reads tensor is accepted, and none reads it as a view. */
bool gfla_fuse_every_reader(const struct gfla_fusion *fusion, const gfla_tensor *tensor,
                            bool (*accepts)(const struct gfla_fusion *fusion, const struct gfla_node *node));

/* A fusion. Appending nothing means that its pattern does not end in node. */
typedef gfla_status gfla_fuse(const struct gfla_fusion *fusion, struct gfla_node *node);

/* Applies all fusions to all nodes, in order. */
gfla_status gfla_graph_fuse(gfla_graph *graph, gfla_fuse *const *fusions, int n_fusions,
                            const struct gfla_device_info *device, const struct gfla_dependency_params *dependencies);

#endif
