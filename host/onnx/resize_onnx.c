#include "ops/resize.h"

#include "onnx/op.h"

/* By whole factors where there are some: sizes name the batch, which may be free. */
static gfla_onnx_value *resize(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in,
                               const struct gfla_onnx_attribute *how)
{
    const struct gfla_shape shape = node->out[0]->shape;
    const int64_t *s = node->in[0]->shape.dim, *d = shape.dim;
    const float factors[] = {1, 1, (float)d[2] / (float)s[2], (float)d[3] / (float)s[3]};
    gfla_onnx_value *none = gfla_onnx_none(b);
    struct gfla_onnx_node resize = {.op = "Resize", .in = {in[0], none, none}, .attribute = {how[0], how[1], how[2]}};
    if (d[2] % s[2] == 0 && d[3] % s[3] == 0)
        resize.in[2] = gfla_onnx_floats(b, gfla_shape_1d(4), factors);
    else
        resize.in[3] = gfla_onnx_batch_shape(b, shape);
    return gfla_onnx_add(b, resize);
}

static gfla_onnx_value *resize_bilinear(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    static const struct gfla_onnx_attribute how[3] = {GFLA_ONNX_TEXT("mode", "linear"),
                                                      GFLA_ONNX_TEXT("coordinate_transformation_mode", "half_pixel")};
    float value_scale = 1;
    gfla_is_resize_bilinear(node, &value_scale);
    gfla_onnx_value *x = resize(b, node, in, how);
    return value_scale == 1 ? x : gfla_onnx_binary(b, "Mul", x, gfla_onnx_scalar(b, (double)value_scale));
}

static gfla_onnx_value *resize_nearest(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    static const struct gfla_onnx_attribute how[3] = {GFLA_ONNX_TEXT("mode", "nearest"),
                                                      GFLA_ONNX_TEXT("nearest_mode", "floor"),
                                                      GFLA_ONNX_TEXT("coordinate_transformation_mode", "asymmetric")};
    return resize(b, node, in, how);
}

static gfla_onnx_value *avg_pool2(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    return gfla_onnx_add(b, (struct gfla_onnx_node){.op = "AveragePool",
                                                    .in = {in[0]},
                                                    .attribute = {GFLA_ONNX_INTS("kernel_shape", 2, 2, 2),
                                                                  GFLA_ONNX_INTS("strides", 2, 2, 2)}});
}

static const struct gfla_onnx_op ops[] = {
    {"resize_bilinear_fwd", resize_bilinear}, {"resize_nearest_fwd", resize_nearest}, {"avg_pool2_fwd", avg_pool2}};

const struct gfla_onnx_ops resize_onnx = {ops, sizeof ops / sizeof *ops};
