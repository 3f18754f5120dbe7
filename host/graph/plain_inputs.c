/* Inputs that nothing reads but unpack nodes become PLAIN themselves: what the caller writes is what kernels read. */
#include "graph/graph_internal.h"

/* To the shape that it reads. */
static bool is_unpack(const struct gfla_node *node)
{
    return node->op->kind == GFLA_OP_UNPACK && gfla_shape_equal(node->in[0]->shape, node->out[0]->shape);
}

static bool is_read_unpacked_alone(const gfla_graph *graph, const gfla_tensor *input)
{
    int readers = 0;
    for (size_t i = 0; i < graph->nodes.count; i++)
        for (int j = 0; j < graph->nodes.items[i]->n_in; j++) {
            gfla_tensor *read = graph->nodes.items[i]->in[j];
            if (!read || gfla_tensor_storage(read) != input)
                continue;
            if (read->view_of || !is_unpack(graph->nodes.items[i]))
                return false;
            readers++;
        }
    return readers > 0;
}

static void read_directly(gfla_graph *graph, gfla_tensor *input)
{
    for (size_t i = 0; i < graph->nodes.count; i++)
        for (int j = 0; j < graph->nodes.items[i]->n_in; j++) {
            gfla_tensor **read = &graph->nodes.items[i]->in[j];
            const struct gfla_node *producer = *read ? (*read)->producer : NULL;
            if (producer && is_unpack(producer) && producer->in[0] == input)
                *read = input;
        }
}

gfla_status gfla_graph_plain_inputs(gfla_graph *graph)
{
    for (size_t i = 0; i < graph->n_tensors; i++) {
        gfla_tensor *input = graph->tensors[i];
        if (input->role != GFLA_ROLE_INPUT || input->layout != GFLA_LAYOUT_BLOCKED ||
            !is_read_unpacked_alone(graph, input))
            continue;
        read_directly(graph, input);
        input->layout = GFLA_LAYOUT_PLAIN;
    }
    return gfla_graph_drop_unused(graph);
}
