/* graph/op_set.h - what a graph asks of the ops that it is made of. It knows no single one of them: whoever creates it
 * passes a set. host/ops has one of all its ops (ops/op_set.h); a set is constant, and serves any number of graphs. */
#ifndef GFLA_GRAPH_OP_SET_H
#define GFLA_GRAPH_OP_SET_H

#include "graph/fuse.h"

struct gfla_chooser_params {
    gfla_device *device;   /* whose tuning store is asked, and filled; NULL: choice by predicate alone */
    const char *algorithm; /* that gfla_plan_params names; NULL: free choice. Outlives the chooser */
    bool training;         /* parameters change in every run */
};

struct gfla_op_set {
    /* For gradients: a + b, of one shape and layout; and a tensor of one value everywhere but in zero lanes. */
    gfla_tensor *(*add)(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b);
    gfla_tensor *(*fill)(gfla_graph *graph, struct gfla_shape shape, enum gfla_layout layout, float value);
    /* Applied to all nodes one after the other. Larger patterns come first: what they are made of may begin a smaller
     * one. */
    gfla_fuse *const *fusions;
    int n_fusions;
    /* For the planner, once per plan; both NULL where nothing is chosen. destroy also says in the log what was
     * measured. */
    gfla_status (*create_chooser)(gfla_chooser **chooser, const struct gfla_chooser_params *params);
    void (*destroy_chooser)(gfla_chooser **chooser);
};

#endif
