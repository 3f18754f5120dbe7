#include "onnx/op.h"

static gfla_onnx_value *tile(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    const int64_t *d = node->out[0]->shape.dim;
    return gfla_onnx_binary(b, "Expand", in[0], GFLA_ONNX_LIST(b, 1, 1, d[2], d[3]));
}

static const struct gfla_onnx_op ops[] = {{"tile_fwd", tile}};

const struct gfla_onnx_ops tile_onnx = {ops, sizeof ops / sizeof *ops};
