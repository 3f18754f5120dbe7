#include "graph/fuse.h"

#include <stdlib.h>

#include "graph/graph_internal.h"

struct gfla_node *gfla_fuse_producer(const struct gfla_fusion *fusion, const gfla_tensor *tensor)
{
    const bool is_known =
        tensor && tensor->role == GFLA_ROLE_ACTIVATION && !tensor->view_of && (size_t)tensor->index < fusion->n_tensors;
    if (!is_known || fusion->readers[tensor->index] != 1 || fusion->dependencies[tensor->index] != fusion->depends_on ||
        fusion->updates[tensor->index] != fusion->n_updates)
        return NULL;
    return tensor->producer;
}

bool gfla_fuse_every_reader(const struct gfla_fusion *fusion, const gfla_tensor *tensor,
                            bool (*accepts)(const struct gfla_fusion *fusion, const struct gfla_node *node))
{
    for (size_t i = 0; i < fusion->n_nodes; i++) {
        const struct gfla_node *node = fusion->nodes[i];
        for (int j = 0; j < node->n_in; j++)
            if (node->in[j] && gfla_tensor_storage(node->in[j]) == tensor &&
                (node->in[j]->view_of || !accepts(fusion, node)))
                return false;
    }
    return true;
}

static gfla_status count(struct gfla_fusion *fusion)
{
    gfla_status status;
    const gfla_graph *graph = fusion->graph;
    fusion->n_tensors = graph->n_tensors;
    int n_updates = 0;
    TRY(gfla_calloc(&fusion->readers, graph->n_tensors + 1, sizeof *fusion->readers, "counts of readers"));
    TRY(gfla_calloc(&fusion->updates, graph->n_tensors + 1, sizeof *fusion->updates, "counts of updates"));
    for (size_t i = 0; i < graph->n_tensors; i++)
        fusion->readers[gfla_tensor_storage(graph->tensors[i])->index] += graph->tensors[i]->keep;
    for (size_t i = 0; i < graph->nodes.count; i++) {
        const struct gfla_node *node = graph->nodes.items[i];
        for (int j = 0; j < node->n_in; j++)
            if (node->in[j])
                fusion->readers[gfla_tensor_storage(node->in[j])->index]++;
        for (int j = 0; j < node->n_out; j++)
            fusion->updates[node->out[j]->index] = n_updates;
        n_updates += node->in_place;
    }
    return GFLA_OK;
fail:
    return status;
}

/* Adds node, or what replaces it, to result. */
static gfla_status fuse_node(struct gfla_fusion *fusion, gfla_fuse *apply, struct gfla_node *node,
                             struct gfla_node_list *result)
{
    gfla_status status;
    gfla_graph *graph = fusion->graph;
    const struct gfla_node_list outer = graph->nodes;
    struct gfla_node_list appended;
    graph->nodes = (struct gfla_node_list){0};
    graph->label = node->label;
    fusion->depends_on = node->n_out ? fusion->dependencies[node->out[0]->index] : GFLA_DEPENDENCY_ALWAYS;
    status = apply(fusion, node);
    graph->label = NULL;
    appended = graph->nodes;
    graph->nodes = outer;
    if (status != GFLA_OK)
        goto fail;
    if (appended.count == 0)
        TRY(gfla_node_list_add(result, node));
    for (size_t i = 0; i < appended.count; i++)
        TRY(gfla_node_list_add(result, appended.items[i]));
fail:
    free(appended.items);
    return status;
}

static gfla_status fuse_all(gfla_graph *graph, const struct gfla_device_info *device,
                            const struct gfla_dependency_params *dependencies, gfla_fuse *apply)
{
    gfla_status status;
    struct gfla_fusion fusion = {
        .graph = graph, .device = device, .nodes = graph->nodes.items, .n_nodes = graph->nodes.count};
    struct gfla_node_list fused = {0};
    TRY(count(&fusion));
    TRY(gfla_dependencies_find(graph, dependencies, &fusion.dependencies));
    for (size_t i = 0; i < graph->nodes.count; i++) {
        TRY(fuse_node(&fusion, apply, graph->nodes.items[i], &fused));
        fusion.n_updates += graph->nodes.items[i]->in_place;
    }
    free(graph->nodes.items);
    graph->nodes = fused;
    fused = (struct gfla_node_list){0};
    TRY(gfla_graph_drop_unused(graph));
fail:
    free(fused.items);
    free(fusion.readers);
    free(fusion.updates);
    free(fusion.dependencies);
    return status;
}

gfla_status gfla_graph_fuse(gfla_graph *graph, gfla_fuse *const *fusions, int n_fusions,
                            const struct gfla_device_info *device, const struct gfla_dependency_params *dependencies)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < n_fusions; i++)
        TRY(fuse_all(graph, device, dependencies, fusions[i]));
    TRY(gfla_graph_plain_inputs(graph));
fail:
    return status;
}
