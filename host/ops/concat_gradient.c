#include "ops/concat_gradient.h"

#include "ops/pointwise.h"

static const char source[] = "ops/concat.cl";

enum { IN_SRC, IN_BEFORE, N_INPUTS }; /* IN_BEFORE may be left out */

struct gradient_params {
    int first;
};

/* Writes the arguments that all kernels begin with, and returns how many there are. */
static int begin_args(struct gfla_arg args[9], const struct gfla_node *node)
{
    const struct gradient_params *p = node->params;
    const struct gfla_blocked_size s = gfla_blocked_size(node->in[IN_SRC]), d = gfla_blocked_size(node->out[0]);
    int n = 0;
    for (int i = 0; i < node->n_in; i++)
        args[n++] = (struct gfla_arg)GFLA_ARG_BUFFER(node->in[i]->buffer);
    args[n++] = (struct gfla_arg)GFLA_ARG_BUFFER(node->out[0]->buffer);
    args[n++] = (struct gfla_arg)GFLA_ARG_I32(d.n);
    args[n++] = (struct gfla_arg)GFLA_ARG_I32(s.blocks);
    args[n++] = (struct gfla_arg)GFLA_ARG_I32(d.blocks);
    args[n++] = (struct gfla_arg)GFLA_ARG_I32(d.hw);
    args[n++] = (struct gfla_arg)GFLA_ARG_I32(p->first);
    return n;
}

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node, const char *kernel,
                          const struct gfla_arg *args, int n_args)
{
    const struct gfla_blocked_size size = gfla_blocked_size(node->out[0]);
    return gfla_record_planes(recorder, source, kernel, args, n_args, size.hw, size.blocks, size.n);
}

static gfla_status range_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    struct gfla_arg args[9];
    int n = begin_args(args, node);
    args[n++] = (struct gfla_arg)GFLA_ARG_I32(node->out[0]->shape.dim[1]);
    return record(recorder, node, "slice_channels_add", args, n);
}

static gfla_status placed_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    struct gfla_arg args[9];
    const int n = begin_args(args, node);
    return record(recorder, node, node->n_in == N_INPUTS ? "slice_channels_bwd_add" : "slice_channels_bwd", args, n);
}

static const struct gfla_op range_op = {.name = "slice_channels_add", .record = range_record};
static const struct gfla_op placed_op = {.name = "slice_channels_bwd", .record = placed_record};

/* Replaces the gradient of `tensor` by what `op` makes of d_dst and of it, where there is one. */
static gfla_status replace(gfla_graph *graph, const struct gfla_op *op, gfla_tensor *tensor, gfla_tensor *d_dst,
                           int64_t first)
{
    gfla_tensor *const in[N_INPUTS] = {d_dst, tensor->grad};
    const struct gradient_params params = {(int)first};
    gfla_tensor *sum = gfla_pointwise_build(graph, op, in, tensor->grad ? N_INPUTS : IN_BEFORE, &params, sizeof params,
                                            tensor->shape, tensor->layout);
    if (sum)
        tensor->grad = sum;
    return gfla_graph_status(graph);
}

gfla_status gfla_concat_gradient_add_range(gfla_graph *graph, gfla_tensor *tensor, gfla_tensor *d_dst, int64_t first)
{
    return replace(graph, &range_op, tensor, d_dst, first);
}

gfla_status gfla_concat_gradient_add_placed(gfla_graph *graph, gfla_tensor *tensor, gfla_tensor *d_dst, int64_t first)
{
    return tensor->needs_grad ? replace(graph, &placed_op, tensor, d_dst, first) : GFLA_OK;
}
