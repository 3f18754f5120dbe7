#include "cl/shared/pool.h"
#include "onnx/op.h"

/* Negative pads cut off. */
static gfla_onnx_value *crop(gfla_onnx_builder *b, gfla_onnx_value *x, const struct gfla_pool_args *a)
{
    if (a->ph < 0)
        x = gfla_onnx_slice(b, x, 2, -a->ph, a->ih + 2 * a->ph);
    return a->pw < 0 ? gfla_onnx_slice(b, x, 3, -a->pw, a->iw + 2 * a->pw) : x;
}

static gfla_onnx_value *pool(gfla_onnx_builder *b, const char *op, const struct gfla_node *node, gfla_onnx_value *x)
{
    const struct gfla_pool_args *a = node->params;
    const int ph = a->ph > 0 ? a->ph : 0, pw = a->pw > 0 ? a->pw : 0;
    struct gfla_onnx_node windows = {.op = op,
                                     .in = {crop(b, x, a)},
                                     .attribute = {GFLA_ONNX_INTS("kernel_shape", 2, a->kh, a->kw),
                                                   GFLA_ONNX_INTS("strides", 2, a->stride, a->stride),
                                                   GFLA_ONNX_INTS("pads", 4, ph, pw, ph, pw)}};
    if (a->whole)
        windows.attribute[3] = (struct gfla_onnx_attribute)GFLA_ONNX_INT("count_include_pad", 1);
    return gfla_onnx_add(b, windows);
}

static gfla_onnx_value *pool_max(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    return pool(b, "MaxPool", node, in[0]);
}

static gfla_onnx_value *pool_mean(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    return pool(b, "AveragePool", node, in[0]);
}

static const struct gfla_onnx_op ops[] = {{"pool_max_fwd", pool_max}, {"pool_mean_fwd", pool_mean}};

const struct gfla_onnx_ops pool_onnx = {ops, sizeof ops / sizeof *ops};
