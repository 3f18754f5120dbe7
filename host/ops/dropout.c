#include "ops/dropout.h"

#include "ops/pointwise.h"

void gfla_dropout_key(uint64_t bits, int first_item, float key[GFLA_DROPOUT_KEY])
{
    for (int i = 0; i < 4; i++)
        key[i] = (float)(bits >> (16 * i) & 0xffff);
    key[4] = (float)(first_item & 0xffff);
    key[5] = (float)(first_item >> 16);
}

static gfla_status dropout_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_dropout_params *p = node->params;
    const struct gfla_blocked_size s = gfla_blocked_size(node->out[0]);
    const int n_items = s.planes * s.hw;
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->in[1]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(p->rate * (1 << GFLA_DROPOUT_BITS)),
                                    GFLA_ARG_I32(p->stream),
                                    GFLA_ARG_F32(1 / (1 - p->rate)),
                                    GFLA_ARG_I32(s.c),
                                    GFLA_ARG_I32(s.blocks),
                                    GFLA_ARG_I32(s.hw),
                                    GFLA_ARG_I32(n_items)};
    return gfla_record_items(recorder, "ops/dropout.cl", "dropout_fwd", args, 10, n_items);
}

static gfla_status dropout_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    return gfla_graph_add_grad(graph, node->in[0], gfla_dropout(graph, node->out[0]->grad, node->in[1], node->params));
}

static const struct gfla_op dropout_op = {
    .name = "dropout_fwd", .differentiate = dropout_differentiate, .record = dropout_record};

gfla_tensor *gfla_dropout(gfla_graph *graph, gfla_tensor *src, gfla_tensor *key,
                          const struct gfla_dropout_params *params)
{
    gfla_tensor *in[] = {src, key};
    if (!gfla_pointwise_ready(in, 2) || !gfla_pointwise_blocked(graph, "a dropout", src))
        return NULL;
    if (key->layout != GFLA_LAYOUT_PLAIN || gfla_shape_count(key->shape) != GFLA_DROPOUT_KEY ||
        !(params->rate >= 0 && params->rate < 1)) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                        "a dropout takes a plain key of %d numbers and a rate from 0 to below 1, not \"%s\" and %g",
                        GFLA_DROPOUT_KEY, key->name, (double)params->rate);
        return NULL;
    }
    return gfla_pointwise_build(graph, &dropout_op, in, 2, params, sizeof *params, src->shape, src->layout);
}
