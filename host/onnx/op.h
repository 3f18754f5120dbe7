/* onnx/op.h - how ONNX expresses the ops of a network. X_onnx.c holds what ops/X.c has, as a table that the build
 * collects by file name. */
#ifndef GFLA_ONNX_OP_H
#define GFLA_ONNX_OP_H

#include "graph/graph.h"
#include "onnx/builder.h"

struct gfla_onnx_op {
    const char *op; /* struct gfla_op: name */
    /* Appends operators that compute node->out[0], and returns that; in[i] is node->in[i], NULL where the node has
     * none. All are in C order, n c h w. The first dimension may stand for any batch: shapes of the node may be used
     * but for it. */
    gfla_onnx_value *(*translate)(gfla_onnx_builder *builder, const struct gfla_node *node, gfla_onnx_value *const *in);
};

struct gfla_onnx_ops {
    const struct gfla_onnx_op *ops;
    int n_ops;
};

/* All tables, ended by NULL. */
extern const struct gfla_onnx_ops *const gfla_onnx_op_tables[];

/* NULL: the op has no form in ONNX. */
const struct gfla_onnx_op *gfla_onnx_op_find(const char *op);

#endif
