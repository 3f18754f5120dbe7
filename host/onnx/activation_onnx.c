#include "onnx/op.h"
#include "ops/activation.h"

static gfla_onnx_value *leaky_relu(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    float slope = 0;
    gfla_is_leaky_relu(node, &slope);
    return gfla_onnx_leaky_relu(b, in[0], slope);
}

static gfla_onnx_value *tangent(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    return gfla_onnx_unary(b, "Tanh", in[0]);
}

static gfla_onnx_value *sigmoid(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    return gfla_onnx_unary(b, "Sigmoid", in[0]);
}

static const struct gfla_onnx_op ops[] = {
    {"leaky_relu_fwd", leaky_relu}, {"tanh_fwd", tangent}, {"sigmoid_fwd", sigmoid}};

const struct gfla_onnx_ops activation_onnx = {ops, sizeof ops / sizeof *ops};
