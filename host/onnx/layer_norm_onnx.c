#include "ops/layer_norm.h"

#include "onnx/op.h"

enum { SRC, SCALE, SHIFT };

/* An instance norm of each sample as a single channel; opset 16 has no norm of more. */
static gfla_onnx_value *normalised(gfla_onnx_builder *b, gfla_onnx_value *src, const int64_t *d)
{
    const float one = 1, zero = 0;
    gfla_onnx_value *scale = gfla_onnx_floats(b, gfla_shape_1d(1), &one),
                    *shift = gfla_onnx_floats(b, gfla_shape_1d(1), &zero);
    gfla_onnx_value *x =
        gfla_onnx_add(b, (struct gfla_onnx_node){.op = "InstanceNormalization",
                                                 .in = {GFLA_ONNX_RESHAPE(b, src, 0, 1, -1), scale, shift},
                                                 .attribute = {GFLA_ONNX_REAL("epsilon", GFLA_LAYER_NORM_EPS)}});
    return GFLA_ONNX_RESHAPE(b, x, 0, d[1], d[2], d[3]);
}

/* Scales and shifts are one for each channel, or [n, c, 1, 1] of each sample's own, where 1 is added to the scales. */
static gfla_onnx_value *layer_norm(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    const int64_t *d = node->in[SRC]->shape.dim;
    const bool adaptive = node->in[SCALE]->layout == GFLA_LAYOUT_BLOCKED;
    gfla_onnx_value *scale = adaptive ? gfla_onnx_binary(b, "Add", in[SCALE], gfla_onnx_scalar(b, 1))
                                      : GFLA_ONNX_RESHAPE(b, in[SCALE], 1, d[1], 1, 1);
    gfla_onnx_value *shift = adaptive ? in[SHIFT] : GFLA_ONNX_RESHAPE(b, in[SHIFT], 1, d[1], 1, 1);
    return gfla_onnx_binary(b, "Add", gfla_onnx_binary(b, "Mul", normalised(b, in[SRC], d), scale), shift);
}

static const struct gfla_onnx_op ops[] = {{"layer_norm_fwd", layer_norm}};

const struct gfla_onnx_ops layer_norm_onnx = {ops, sizeof ops / sizeof *ops};
