#include "ops/activation.h"

#include "ops/pointwise.h"

static const char source[] = "ops/activation.cl";

struct leaky_params {
    float slope;
};

/* Appends `op` on the output and its gradient, and hands the result to the input: the form of all gradients here. */
static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node, const struct gfla_op *op)
{
    gfla_tensor *dst = node->out[0], *in[] = {dst, dst->grad};
    const size_t params_size = node->params ? sizeof(struct leaky_params) : 0;
    return gfla_graph_add_grad(
        graph, node->in[0], gfla_pointwise_build(graph, op, in, 2, node->params, params_size, dst->shape, dst->layout));
}

static gfla_status record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct leaky_params *p = node->params;
    const int64_t n = gfla_tensor_stored(node->out[0]);
    struct gfla_arg args[5] = {GFLA_ARG_BUFFER(node->in[0]->buffer), GFLA_ARG_BUFFER(node->in[1]->buffer),
                               GFLA_ARG_BUFFER(node->out[0]->buffer)};
    int n_args = 3;
    if (p)
        args[n_args++] = GFLA_ARG_F32(p->slope);
    args[n_args++] = GFLA_ARG_I32(n);
    return gfla_record_pointwise(recorder, source, node->op->name, args, n_args, n);
}

static const struct gfla_op leaky_relu_bwd_op = {.name = "leaky_relu_bwd", .record = record_bwd};
static const struct gfla_op tanh_bwd_op = {.name = "tanh_bwd", .record = record_bwd};
static const struct gfla_op sigmoid_bwd_op = {.name = "sigmoid_bwd", .record = record_bwd};

static gfla_status leaky_relu_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    return differentiate(graph, node, &leaky_relu_bwd_op);
}

static gfla_status leaky_relu_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct leaky_params *p = node->params;
    const int64_t n = gfla_tensor_stored(node->out[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer), GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_F32(p->slope), GFLA_ARG_I32(n)};
    return gfla_record_pointwise(recorder, source, "leaky_relu_fwd", args, 4, n);
}

static const struct gfla_op leaky_relu_op = {
    .name = "leaky_relu_fwd", .differentiate = leaky_relu_differentiate, .record = leaky_relu_record};

gfla_tensor *gfla_leaky_relu(gfla_graph *graph, gfla_tensor *src, float slope)
{
    const struct leaky_params params = {slope};
    if (!src)
        return NULL;
    if (!(slope >= 0.0f)) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "leaky relu needs a slope of at least 0, not %g", (double)slope);
        return NULL;
    }
    return gfla_pointwise_build(graph, &leaky_relu_op, &src, 1, &params, sizeof params, src->shape, src->layout);
}

bool gfla_is_leaky_relu(const struct gfla_node *node, float *slope)
{
    if (node->op != &leaky_relu_op)
        return false;
    *slope = ((const struct leaky_params *)node->params)->slope;
    return true;
}

gfla_tensor *gfla_relu(gfla_graph *graph, gfla_tensor *src)
{
    return gfla_leaky_relu(graph, src, 0.0f);
}

static gfla_status tanh_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    return differentiate(graph, node, &tanh_bwd_op);
}

static gfla_status tanh_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const int64_t n = gfla_tensor_stored(node->out[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer), GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(n)};
    return gfla_record_pointwise(recorder, source, "tanh_fwd", args, 3, n);
}

static const struct gfla_op tanh_op = {.name = "tanh_fwd", .differentiate = tanh_differentiate, .record = tanh_record};

gfla_tensor *gfla_tanh(gfla_graph *graph, gfla_tensor *src)
{
    if (!src)
        return NULL;
    return gfla_pointwise_build(graph, &tanh_op, &src, 1, NULL, 0, src->shape, src->layout);
}

bool gfla_is_tanh(const struct gfla_node *node)
{
    return node->op == &tanh_op;
}

static gfla_status sigmoid_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    return differentiate(graph, node, &sigmoid_bwd_op);
}

static gfla_status sigmoid_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const int64_t n = gfla_tensor_stored(node->out[0]);
    const struct gfla_blocked_size s = gfla_stored_size(node->out[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(n),
                                    GFLA_ARG_I32(s.c),
                                    GFLA_ARG_I32(s.blocks),
                                    GFLA_ARG_I32(s.hw)};
    return gfla_record_pointwise(recorder, source, "sigmoid_fwd", args, 6, n);
}

static const struct gfla_op sigmoid_op = {
    .name = "sigmoid_fwd", .differentiate = sigmoid_differentiate, .record = sigmoid_record};

gfla_tensor *gfla_sigmoid(gfla_graph *graph, gfla_tensor *src)
{
    if (!src)
        return NULL;
    return gfla_pointwise_build(graph, &sigmoid_op, &src, 1, NULL, 0, src->shape, src->layout);
}
