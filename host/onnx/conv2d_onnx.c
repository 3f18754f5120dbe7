#include "onnx/op.h"
#include "ops/conv/conv.h"

enum { SRC, WEIGHTS, BIAS };

/* A border of zeros belongs to the operator. */
static gfla_onnx_value *bordered(gfla_onnx_builder *b, gfla_onnx_value *src, const struct gfla_conv *g)
{
    const int64_t pads[4] = {0, 0, g->pad, g->pad};
    if (g->padding == GFLA_CONV_PAD_ZERO || g->pad == 0)
        return src;
    return gfla_onnx_pad(b, src, g->padding == GFLA_CONV_PAD_REFLECT ? "reflect" : "edge", pads, pads);
}

static gfla_onnx_value *conv2d(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    const struct gfla_conv *g = node->params;
    const int pad = g->padding == GFLA_CONV_PAD_ZERO ? g->pad : 0;
    return gfla_onnx_add(b, (struct gfla_onnx_node){.op = "Conv",
                                                    .in = {bordered(b, in[SRC], g), in[WEIGHTS], in[BIAS]},
                                                    .attribute = {GFLA_ONNX_INTS("kernel_shape", 2, g->kh, g->kw),
                                                                  GFLA_ONNX_INTS("strides", 2, g->stride, g->stride),
                                                                  GFLA_ONNX_INTS("pads", 4, pad, pad, pad, pad)}});
}

static const struct gfla_onnx_op ops[] = {{"conv2d_fwd", conv2d}};

const struct gfla_onnx_ops conv2d_onnx = {ops, sizeof ops / sizeof *ops};
