#include "onnx/op.h"

/* A factor of one channel belongs to every channel of the other, as operators broadcast. */
static gfla_onnx_value *mul(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    return gfla_onnx_binary(b, "Mul", in[0], in[1]);
}

static const struct gfla_onnx_op ops[] = {{"mul_fwd", mul}};

const struct gfla_onnx_ops mul_onnx = {ops, sizeof ops / sizeof *ops};
