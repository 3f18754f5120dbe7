#include "ops/conv_transpose2d.h"

#include "ops/conv/conv_lower.h"

/* A transposed convolution is the data gradient of a convolution with the same weights, so their roles are swapped
 * here: forward runs bwd_data, its data gradient runs fwd, and the weight gradient takes d_dst for src and src for
 * d_dst. */
static const struct gfla_op bwd_data_op = {
    .name = "conv_transpose2d_bwd_data",
    .kind = GFLA_OP_CONVOLUTION,
    .lower = gfla_conv_fwd_lower,
    .record = gfla_conv_fwd_record,
    .flops = gfla_conv_flops,
};

static const struct gfla_op bwd_weights_op = {
    .name = "conv_transpose2d_bwd_weights",
    .kind = GFLA_OP_CONVOLUTION,
    .lower = gfla_conv_bwd_weights_lower,
    .record = gfla_conv_bwd_weights_record,
    .flops = gfla_conv_flops,
};

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    return gfla_conv_differentiate(graph, node, &bwd_data_op, &bwd_weights_op, true);
}

static const struct gfla_op fwd_op = {
    .name = "conv_transpose2d_fwd",
    .kind = GFLA_OP_CONVOLUTION,
    .differentiate = differentiate,
    .lower = gfla_conv_bwd_data_lower,
    .record = gfla_conv_bwd_data_record,
    .flops = gfla_conv_flops,
};

gfla_tensor *gfla_conv_transpose2d(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weights, gfla_tensor *bias,
                                   const struct gfla_conv_transpose2d_params *params)
{
    const char what[] = "conv_transpose2d";
    if (!src || !weights || !gfla_conv_check_inputs(graph, what, src, weights, bias, 0, 1))
        return NULL;
    const int64_t *s = src->shape.dim, *w = weights->shape.dim;
    struct gfla_conv g = {
        .n = (int)s[0],
        .oc = (int)s[1],
        .oh = (int)s[2],
        .ow = (int)s[3],
        .ic = (int)w[1],
        .kh = (int)w[2],
        .kw = (int)w[3],
        .stride = params->stride ? params->stride : 1,
        .pad = params->pad,
    };
    g.ih = (g.oh - 1) * g.stride - 2 * g.pad + g.kh + params->output_pad;
    g.iw = (g.ow - 1) * g.stride - 2 * g.pad + g.kw + params->output_pad;
    if (params->output_pad < 0 || params->output_pad >= g.stride) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "%s: output_pad %d must be less than the stride %d", what,
                        params->output_pad, g.stride);
        return NULL;
    }
    if (!gfla_conv_check(graph, what, &g))
        return NULL;
    gfla_tensor *const in[3] = {src, weights, bias};
    return gfla_conv_add_src(graph, &fwd_op, in, &g);
}
