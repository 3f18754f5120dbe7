#include "onnx/op.h"

static gfla_onnx_value *softmax(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    return gfla_onnx_add(
        b, (struct gfla_onnx_node){.op = "Softmax", .in = {in[0]}, .attribute = {GFLA_ONNX_INT("axis", 1)}});
}

static const struct gfla_onnx_op ops[] = {{"softmax_channels_fwd", softmax}};

const struct gfla_onnx_ops softmax_onnx = {ops, sizeof ops / sizeof *ops};
