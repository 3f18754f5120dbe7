#include "ops/instance_norm.h"

#include "onnx/op.h"

enum { SRC, WEIGHT, BIAS };

static gfla_onnx_value *instance_norm(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    float slope = 1;
    gfla_is_instance_norm(node, &slope);
    gfla_onnx_value *x =
        gfla_onnx_add(b, (struct gfla_onnx_node){.op = "InstanceNormalization",
                                                 .in = {in[SRC], in[WEIGHT], in[BIAS]},
                                                 .attribute = {GFLA_ONNX_REAL("epsilon", GFLA_INSTANCE_NORM_EPS)}});
    return gfla_onnx_leaky_relu(b, x, slope);
}

static const struct gfla_onnx_op ops[] = {{"instance_norm_fwd", instance_norm}};

const struct gfla_onnx_ops instance_norm_onnx = {ops, sizeof ops / sizeof *ops};
