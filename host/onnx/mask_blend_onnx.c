#include "onnx/op.h"

enum { BASE, TOP, MASK };

/* base (1 - mask) + top mask */
static gfla_onnx_value *mask_blend(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    gfla_onnx_value *rest = gfla_onnx_binary(b, "Sub", gfla_onnx_scalar(b, 1), in[MASK]);
    gfla_onnx_value *base = gfla_onnx_binary(b, "Mul", in[BASE], rest);
    return gfla_onnx_binary(b, "Add", base, gfla_onnx_binary(b, "Mul", in[TOP], in[MASK]));
}

static const struct gfla_onnx_op ops[] = {{"mask_blend_fwd", mask_blend}};

const struct gfla_onnx_ops mask_blend_onnx = {ops, sizeof ops / sizeof *ops};
