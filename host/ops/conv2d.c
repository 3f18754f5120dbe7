#include "ops/conv2d.h"

#include "ops/conv/conv_lower.h"

static const struct gfla_op bwd_data_op = {
    .name = "conv2d_bwd_data",
    .kind = GFLA_OP_CONVOLUTION,
    .lower = gfla_conv_bwd_data_lower,
    .record = gfla_conv_bwd_data_record,
    .flops = gfla_conv_flops,
};

static const struct gfla_op bwd_weights_op = {
    .name = "conv2d_bwd_weights",
    .kind = GFLA_OP_CONVOLUTION,
    .lower = gfla_conv_bwd_weights_lower,
    .record = gfla_conv_bwd_weights_record,
    .flops = gfla_conv_flops,
};

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    return gfla_conv_differentiate(graph, node, &bwd_data_op, &bwd_weights_op, false);
}

static const struct gfla_op fwd_op = {
    .name = "conv2d_fwd",
    .kind = GFLA_OP_CONVOLUTION,
    .differentiate = differentiate,
    .lower = gfla_conv_fwd_lower,
    .record = gfla_conv_fwd_record,
    .flops = gfla_conv_flops,
};

_Static_assert((int)GFLA_PAD_REFLECT == GFLA_CONV_PAD_REFLECT && (int)GFLA_PAD_REPLICATE == GFLA_CONV_PAD_REPLICATE,
               "host and kernels number the paddings alike");

gfla_tensor *gfla_conv2d(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weights, gfla_tensor *bias,
                         const struct gfla_conv2d_params *params)
{
    if (!src || !weights || !gfla_conv_check_inputs(graph, "conv2d", src, weights, bias, 1, 0))
        return NULL;
    const int64_t *s = src->shape.dim, *w = weights->shape.dim;
    struct gfla_conv g = {
        .n = (int)s[0],
        .ic = (int)s[1],
        .ih = (int)s[2],
        .iw = (int)s[3],
        .oc = (int)w[0],
        .kh = (int)w[2],
        .kw = (int)w[3],
        .stride = params->stride ? params->stride : 1,
        .pad = params->pad,
        .padding = (int)params->padding,
    };
    const int spare_h = g.ih + 2 * g.pad - g.kh, spare_w = g.iw + 2 * g.pad - g.kw;
    g.oh = g.stride > 0 && spare_h >= 0 ? spare_h / g.stride + 1 : 0;
    g.ow = g.stride > 0 && spare_w >= 0 ? spare_w / g.stride + 1 : 0;
    if (!gfla_conv_check(graph, "conv2d", &g))
        return NULL;
    gfla_tensor *const in[3] = {src, weights, bias};
    return gfla_conv_add_dst(graph, &fwd_op, in, &g);
}
