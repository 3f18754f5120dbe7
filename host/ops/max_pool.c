#include "ops/max_pool.h"

#include "ops/pointwise.h"

#define SOURCE "ops/max_pool.cl"

static const struct gfla_op fwd, bwd;

gfla_tensor *gfla_max_pool2(gfla_graph *graph, gfla_tensor *src)
{
    if (!src || !gfla_pointwise_blocked(graph, "a pooling", src))
        return NULL;
    const int64_t *d = src->shape.dim;
    return gfla_pointwise_build(graph, &fwd, &src, 1, NULL, 0, gfla_shape_4d(d[0], d[1], d[2] / 2, d[3] / 2), src->layout);
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *src = node->in[0], *in[] = {src, node->out[0]->grad};
    return gfla_graph_add_grad(graph, src,
                               gfla_pointwise_build(graph, &bwd, in, 2, NULL, 0, src->shape, src->layout));
}

/* The inputs, the output, then the sizes of the larger map and of the smaller. */
static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node, const gfla_tensor *large,
                          const gfla_tensor *small)
{
    const struct gfla_blocked_size l = gfla_blocked_size(large), s = gfla_blocked_size(small);
    const int64_t n = gfla_tensor_stored(node->out[0]);
    struct gfla_arg args[8];
    int count = 0;
    for (int i = 0; i < node->n_in; i++)
        args[count++] = GFLA_ARG_BUFFER(node->in[i]->buffer);
    args[count++] = GFLA_ARG_BUFFER(node->out[0]->buffer);
    args[count++] = GFLA_ARG_I32(n);
    args[count++] = GFLA_ARG_I32(l.h);
    args[count++] = GFLA_ARG_I32(l.w);
    args[count++] = GFLA_ARG_I32(s.h);
    args[count++] = GFLA_ARG_I32(s.w);
    return gfla_record_pointwise(recorder, SOURCE, node->op->name, args, count, n);
}

static gfla_status record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    return record(recorder, node, node->in[0], node->out[0]);
}

static gfla_status record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    return record(recorder, node, node->in[0], node->in[1]);
}

static const struct gfla_op fwd = {.name = "max_pool2_fwd", .differentiate = differentiate, .record = record_fwd};
static const struct gfla_op bwd = {.name = "max_pool2_bwd", .record = record_bwd};
