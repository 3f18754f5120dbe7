/* Lowering: ops that have several ways to be computed replace their nodes by the chosen one; what nobody reads is
 * dropped. */
#include <stdlib.h>

#include "graph/graph_internal.h"

static gfla_status lower_node(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device,
                              struct gfla_node_list *result)
{
    gfla_status status;
    struct gfla_node_list outer = graph->nodes, appended = {0};
    if (!node->op->lower)
        return gfla_node_list_add(result, node);
    graph->nodes = (struct gfla_node_list){0};
    graph->label = node->label;
    status = node->op->lower(graph, node, device);
    graph->label = NULL;
    appended = graph->nodes;
    graph->nodes = outer;
    if (status != GFLA_OK)
        goto fail;
    TRY(gfla_graph_status(graph));
    if (appended.count == 0)
        TRY(gfla_node_list_add(result, node));
    for (size_t i = 0; i < appended.count; i++)
        TRY(lower_node(graph, appended.items[i], device, result));
    status = GFLA_OK;
fail:
    free(appended.items);
    return status;
}

static void mark_needed(bool *needed, const struct gfla_node *node)
{
    for (int i = 0; i < node->n_in; i++)
        if (node->in[i])
            needed[gfla_tensor_storage(node->in[i])->index] = true;
}

static bool is_needed(const bool *needed, const struct gfla_node *node)
{
    bool any = node->in_place || node->n_out == 0;
    for (int i = 0; i < node->n_out; i++)
        any = any || node->out[i]->keep || needed[node->out[i]->index];
    return any;
}

gfla_status gfla_graph_drop_unused(gfla_graph *graph)
{
    gfla_status status;
    bool *needed = NULL;
    size_t n_left = graph->nodes.count;
    TRY(gfla_calloc(&needed, graph->n_tensors, sizeof *needed, "a liveness table"));
    for (size_t i = 0; i < graph->n_tensors; i++)
        if (graph->tensors[i]->keep)
            needed[gfla_tensor_storage(graph->tensors[i])->index] = true;
    for (size_t i = graph->nodes.count; i-- > 0;) {
        struct gfla_node *node = graph->nodes.items[i];
        if (!is_needed(needed, node))
            continue;
        mark_needed(needed, node);
        graph->nodes.items[--n_left] = node;
    }
    for (size_t i = 0; n_left + i < graph->nodes.count; i++)
        graph->nodes.items[i] = graph->nodes.items[n_left + i];
    graph->nodes.count -= n_left;
    status = GFLA_OK;
fail:
    free(needed);
    return status;
}

gfla_status gfla_graph_lower(gfla_graph *graph, const struct gfla_device_info *device)
{
    gfla_status status;
    struct gfla_node_list lowered = {0};
    for (size_t i = 0; i < graph->nodes.count; i++)
        TRY(lower_node(graph, graph->nodes.items[i], device, &lowered));
    free(graph->nodes.items);
    graph->nodes = lowered;
    return gfla_graph_drop_unused(graph);
fail:
    free(lowered.items);
    return status;
}
