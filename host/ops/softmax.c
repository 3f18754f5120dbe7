#include "ops/softmax.h"

#include "ops/pointwise.h"

static const char source[] = "ops/softmax.cl";

static gfla_status softmax_bwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_blocked_size s = gfla_blocked_size(node->out[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->in[1]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(s.n),
                                    GFLA_ARG_I32(s.blocks),
                                    GFLA_ARG_I32(s.hw)};
    return gfla_record_items(recorder, source, "softmax_channels_bwd", args, 6, (int64_t)s.n * s.hw);
}

static const struct gfla_op softmax_bwd_op = {.name = "softmax_channels_bwd", .record = softmax_bwd_record};

static gfla_status softmax_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *dst = node->out[0], *in[] = {dst, dst->grad};
    return gfla_graph_add_grad(graph, node->in[0],
                               gfla_pointwise_build(graph, &softmax_bwd_op, in, 2, NULL, 0, dst->shape, dst->layout));
}

static gfla_status softmax_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_blocked_size s = gfla_blocked_size(node->out[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(s.n),
                                    GFLA_ARG_I32(s.c),
                                    GFLA_ARG_I32(s.blocks),
                                    GFLA_ARG_I32(s.hw)};
    return gfla_record_items(recorder, source, "softmax_channels_fwd", args, 6, (int64_t)s.n * s.hw);
}

static const struct gfla_op softmax_op = {
    .name = "softmax_channels_fwd", .differentiate = softmax_differentiate, .record = softmax_record};

gfla_tensor *gfla_softmax_channels(gfla_graph *graph, gfla_tensor *src)
{
    if (!src || !gfla_pointwise_blocked(graph, "softmax over channels", src))
        return NULL;
    return gfla_pointwise_build(graph, &softmax_op, &src, 1, NULL, 0, src->shape, src->layout);
}

bool gfla_is_softmax_channels(const struct gfla_node *node)
{
    return node->op == &softmax_op;
}
