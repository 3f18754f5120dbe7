#include "ops/conv/conv.h"

static const char source[] = "ops/conv2d.cl";

/* Neighbouring results of the general kernels form groups of this size. */
#define GROUP_ITEMS 64

static gfla_status record_general(struct gfla_recorder *recorder, const struct gfla_node *node, const char *kernel)
{
    const struct gfla_conv *g = node->params;
    const size_t global[3] = {(size_t)gfla_tensor_stored(node->out[0]), 0, 0}, local[3] = {GROUP_ITEMS, 0, 0};
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(g),
        GFLA_ARG_I32(node->in[2] != NULL),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1]->buffer),
        GFLA_ARG_BUFFER(node->in[2] ? node->in[2]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    return gfla_record(recorder, source, kernel, NULL, global, local, args, 6, gfla_conv_geometry_flops(g));
}

gfla_status gfla_conv_fwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    return record_general(recorder, node, "conv2d_fwd");
}

gfla_status gfla_conv_bwd_data_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    return record_general(recorder, node, "conv2d_bwd_data");
}

gfla_status gfla_conv_bwd_weights_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_conv *g = node->params;
    const size_t global[3] = {(size_t)gfla_tensor_stored(node->out[0]), 0, 0}, local[3] = {GROUP_ITEMS, 0, 0};
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(g),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1]->buffer),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    return gfla_record(recorder, source, "conv2d_bwd_weights", NULL, global, local, args, 4,
                       gfla_conv_geometry_flops(g));
}

double gfla_conv_geometry_flops(const struct gfla_conv *g)
{
    return 2.0 * g->n * g->oc * g->oh * g->ow * g->ic * g->kh * g->kw;
}

double gfla_conv_flops(const struct gfla_node *node)
{
    return gfla_conv_geometry_flops(node->params);
}

gfla_tensor *gfla_conv_add_dst(gfla_graph *graph, const struct gfla_op *op, gfla_tensor *const in[3],
                               const struct gfla_conv *g)
{
    struct gfla_node *node = gfla_graph_add(graph, op, in, 3, g, sizeof *g);
    return gfla_node_output(graph, node, gfla_shape_4d(g->n, g->oc, g->oh, g->ow), GFLA_LAYOUT_BLOCKED);
}

gfla_tensor *gfla_conv_add_src(gfla_graph *graph, const struct gfla_op *op, gfla_tensor *const in[3],
                               const struct gfla_conv *g)
{
    struct gfla_node *node = gfla_graph_add(graph, op, in, 3, g, sizeof *g);
    return gfla_node_output(graph, node, gfla_shape_4d(g->n, g->ic, g->ih, g->iw), GFLA_LAYOUT_BLOCKED);
}

gfla_tensor *gfla_conv_add_weights(gfla_graph *graph, const struct gfla_op *op, gfla_tensor *src, gfla_tensor *d_dst,
                                   const struct gfla_conv *g)
{
    gfla_tensor *const in[2] = {src, d_dst};
    struct gfla_node *node = gfla_graph_add(graph, op, in, 2, g, sizeof *g);
    return gfla_node_output(graph, node, gfla_shape_4d(g->oc, g->ic, g->kh, g->kw), GFLA_LAYOUT_PLAIN);
}

gfla_status gfla_conv_differentiate(gfla_graph *graph, struct gfla_node *node, const struct gfla_op *data,
                                    const struct gfla_op *weights, bool transposed)
{
    gfla_status status;
    gfla_tensor *src = node->in[0], *bias = node->in[2], *d_dst = node->out[0]->grad;
    gfla_tensor *const in[3] = {d_dst, node->in[1], NULL};
    const struct gfla_conv *g = node->params;
    if (src->needs_grad)
        TRY(gfla_graph_add_grad(
            graph, src, transposed ? gfla_conv_add_dst(graph, data, in, g) : gfla_conv_add_src(graph, data, in, g)));
    if (in[1]->needs_grad)
        TRY(gfla_graph_add_grad(graph, in[1],
                                transposed ? gfla_conv_add_weights(graph, weights, d_dst, src, g)
                                           : gfla_conv_add_weights(graph, weights, src, d_dst, g)));
    if (bias && bias->needs_grad)
        TRY(gfla_graph_add_grad(graph, bias, gfla_conv_add_bias(graph, d_dst)));
    return GFLA_OK;
fail:
    return status;
}

bool gfla_conv_check(gfla_graph *graph, const char *what, const struct gfla_conv *g)
{
    const int64_t src_floats = (int64_t)g->n * gfla_conv_blocks(g->ic) * g->ih * g->iw * GFLA_LANES;
    const int64_t dst_floats = (int64_t)g->n * gfla_conv_blocks(g->oc) * g->oh * g->ow * GFLA_LANES;
    if (g->stride < 1 || g->pad < 0 || g->oh < 1 || g->ow < 1 || g->ih < 1 || g->iw < 1)
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "%s: kernel %dx%d, stride %d and pad %d do not fit an image of %dx%d",
                        what, g->kh, g->kw, g->stride, g->pad, g->ih, g->iw);
    else if (g->padding == GFLA_CONV_PAD_REFLECT && (g->pad >= g->ih || g->pad >= g->iw))
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "%s: reflection of %d pixels needs an image larger than %dx%d", what,
                        g->pad, g->ih, g->iw);
    else if (src_floats > INT32_MAX || dst_floats > INT32_MAX)
        gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                        "%s: a tensor of %lld floats is larger than 2^31. hint: a smaller batch", what,
                        (long long)(src_floats > dst_floats ? src_floats : dst_floats));
    else
        return true;
    return false;
}

bool gfla_conv_check_inputs(gfla_graph *graph, const char *what, const gfla_tensor *src, const gfla_tensor *weights,
                            const gfla_tensor *bias, int src_dim, int bias_dim)
{
    char a[96], b[96], c[96];
    const struct gfla_shape *w = &weights->shape;
    const bool fits =
        src->layout == GFLA_LAYOUT_BLOCKED && weights->layout == GFLA_LAYOUT_PLAIN && w->rank == 4 &&
        w->dim[src_dim] == src->shape.dim[1] &&
        (!bias || (bias->layout == GFLA_LAYOUT_PLAIN && gfla_shape_count(bias->shape) == w->dim[bias_dim]));
    if (!fits)
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "%s: source %s, weights %s and bias %s do not fit each other", what,
                        gfla_shape_text(src->shape, a, sizeof a), gfla_shape_text(*w, b, sizeof b),
                        bias ? gfla_shape_text(bias->shape, c, sizeof c) : "none");
    return fits;
}
