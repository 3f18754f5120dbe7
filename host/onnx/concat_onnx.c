#include "ops/concat.h"
#include "onnx/op.h"

static gfla_onnx_value *concat(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    return gfla_onnx_concat(b, 1, node->n_in, in);
}

static gfla_onnx_value *slice_channels(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    int64_t first = 0;
    gfla_is_slice_channels(node, &first);
    return gfla_onnx_slice(b, in[0], 1, first, node->out[0]->shape.dim[1]);
}

static const struct gfla_onnx_op ops[] = {{"concat_fwd", concat}, {"slice_channels_fwd", slice_channels}};

const struct gfla_onnx_ops concat_onnx = {ops, sizeof ops / sizeof *ops};
