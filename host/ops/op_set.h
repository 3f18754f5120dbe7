/* ops/op_set.h - the ops of this folder, as a graph knows them. */
#ifndef GFLA_OPS_OP_SET_H
#define GFLA_OPS_OP_SET_H

#include "graph/op_set.h"

/* What gfla_graph_create (graph.h) makes its graphs of. */
extern const struct gfla_op_set gfla_ops;

#endif
