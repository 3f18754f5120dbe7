#include "ops/mul.h"

#include "ops/pointwise.h"

static const char source[] = "ops/mul.cl";

/* Whether b is a map of one channel for the feature map a. */
static bool is_map_of(const gfla_tensor *a, const gfla_tensor *b)
{
    const int64_t *d = a->shape.dim;
    return a->layout == GFLA_LAYOUT_BLOCKED && b->layout == GFLA_LAYOUT_BLOCKED && d[1] > 1 &&
           gfla_shape_equal(b->shape, gfla_shape_4d(d[0], 1, d[2], d[3]));
}

static gfla_status mul_map_bwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_blocked_size s = gfla_blocked_size(node->in[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->in[1]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(s.n),
                                    GFLA_ARG_I32(s.blocks),
                                    GFLA_ARG_I32(s.hw)};
    return gfla_record_items(recorder, source, "mul_map_bwd_map", args, 6, (int64_t)s.n * s.hw);
}

static const struct gfla_op mul_map_bwd_op = {.name = "mul_map_bwd_map", .record = mul_map_bwd_record};

static gfla_status mul_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_status status;
    gfla_tensor *a = node->in[0], *b = node->in[1], *d_dst = node->out[0]->grad, *sum_in[] = {a, d_dst};
    if (a->needs_grad)
        TRY(gfla_graph_add_grad(graph, a, gfla_mul(graph, d_dst, b)));
    if (b->needs_grad && is_map_of(a, b))
        TRY(gfla_graph_add_grad(graph, b,
                                gfla_pointwise_build(graph, &mul_map_bwd_op, sum_in, 2, NULL, 0, b->shape, b->layout)));
    else if (b->needs_grad)
        TRY(gfla_graph_add_grad(graph, b, gfla_mul(graph, d_dst, a)));
    return GFLA_OK;
fail:
    return status;
}

static gfla_status mul_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const int64_t n = gfla_tensor_stored(node->out[0]);
    struct gfla_arg args[6] = {GFLA_ARG_BUFFER(node->in[0]->buffer), GFLA_ARG_BUFFER(node->in[1]->buffer),
                               GFLA_ARG_BUFFER(node->out[0]->buffer), GFLA_ARG_I32(n)};
    if (!is_map_of(node->in[0], node->in[1]))
        return gfla_record_pointwise(recorder, source, "mul_fwd", args, 4, n);
    const struct gfla_blocked_size s = gfla_blocked_size(node->out[0]);
    args[4] = GFLA_ARG_I32(s.blocks);
    args[5] = GFLA_ARG_I32(s.hw);
    return gfla_record_pointwise(recorder, source, "mul_map_fwd", args, 6, n);
}

static const struct gfla_op mul_op = {.name = "mul_fwd", .differentiate = mul_differentiate, .record = mul_record};

gfla_tensor *gfla_mul(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b)
{
    gfla_tensor *in[] = {a, b};
    if (!gfla_pointwise_ready(in, 2) || !(is_map_of(a, b) || gfla_pointwise_same(graph, "a product", a, b)))
        return NULL;
    return gfla_pointwise_build(graph, &mul_op, in, 2, NULL, 0, a->shape, a->layout);
}
