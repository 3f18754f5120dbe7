#include "ops/store.h"

#include "ops/pointwise.h"

static gfla_status store_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    return gfla_record_copy(recorder, node->in[0], node->out[0]);
}

static const struct gfla_op store_op = {.name = "store", .record = store_record};

gfla_status gfla_store(gfla_graph *graph, gfla_tensor *src, gfla_tensor *state)
{
    gfla_tensor *in[] = {src, state};
    if (!gfla_pointwise_ready(in, 2) || !gfla_pointwise_same(graph, "a store", src, state))
        return gfla_graph_status(graph);
    if (state->role != GFLA_ROLE_STATE || state->layout != GFLA_LAYOUT_PLAIN)
        return gfla_graph_fail(graph, GFLA_ERROR_USAGE, "a store goes into a plain state, not into \"%s\"",
                               state->name);
    struct gfla_node *node = gfla_graph_add(graph, &store_op, in, 2, NULL, 0);
    if (!node)
        return gfla_graph_status(graph);
    node->in_place = true;
    node->out[node->n_out++] = state;
    return GFLA_OK;
}
