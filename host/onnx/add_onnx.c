#include "onnx/op.h"
#include "ops/add.h"

static gfla_onnx_value *scaled(gfla_onnx_builder *b, gfla_onnx_value *x, float factor)
{
    return factor == 1 ? x : gfla_onnx_binary(b, "Mul", x, gfla_onnx_scalar(b, (double)factor));
}

static gfla_onnx_value *add(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    float fa = 1, fb = 1;
    gfla_is_add_scaled(node, &fa, &fb);
    gfla_onnx_value *x = scaled(b, in[0], fa);
    return fb == -1 ? gfla_onnx_binary(b, "Sub", x, in[1]) : gfla_onnx_binary(b, "Add", x, scaled(b, in[1], fb));
}

static gfla_onnx_value *scale(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    float factor = 1;
    gfla_is_scale(node, &factor);
    return gfla_onnx_binary(b, "Mul", in[0], gfla_onnx_scalar(b, (double)factor));
}

/* Feature maps have a batch, which may be free. */
static gfla_onnx_value *fill(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    float value = 0;
    const gfla_tensor *dst = node->out[0];
    gfla_is_fill(node, &value);
    if (dst->layout == GFLA_LAYOUT_PLAIN)
        return gfla_onnx_constant(b, dst->shape, value);
    return gfla_onnx_binary(b, "Expand", gfla_onnx_scalar(b, (double)value), gfla_onnx_batch_shape(b, dst->shape));
}

static const struct gfla_onnx_op ops[] = {{"add_fwd", add}, {"scale_fwd", scale}, {"fill_fwd", fill}};

const struct gfla_onnx_ops add_onnx = {ops, sizeof ops / sizeof *ops};
