#include "onnx/op.h"
#include "ops/conv/conv.h"

enum { SRC, WEIGHTS, BIAS };

/* The geometry is that of the convolution whose data gradient this is: oh, ow are the sizes of its source. */
static gfla_onnx_value *conv_transpose2d(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    const struct gfla_conv *g = node->params;
    const int more_h = g->ih - ((g->oh - 1) * g->stride - 2 * g->pad + g->kh);
    const int more_w = g->iw - ((g->ow - 1) * g->stride - 2 * g->pad + g->kw);
    return gfla_onnx_add(
        b, (struct gfla_onnx_node){.op = "ConvTranspose",
                                   .in = {in[SRC], in[WEIGHTS], in[BIAS]},
                                   .attribute = {GFLA_ONNX_INTS("kernel_shape", 2, g->kh, g->kw),
                                                 GFLA_ONNX_INTS("strides", 2, g->stride, g->stride),
                                                 GFLA_ONNX_INTS("pads", 4, g->pad, g->pad, g->pad, g->pad),
                                                 GFLA_ONNX_INTS("output_padding", 2, more_h, more_w)}});
}

static const struct gfla_onnx_op ops[] = {{"conv_transpose2d_fwd", conv_transpose2d}};

const struct gfla_onnx_ops conv_transpose2d_onnx = {ops, sizeof ops / sizeof *ops};
