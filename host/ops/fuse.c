#include "ops/fuse.h"

#include <stdlib.h>

#include "ops/graph_internal.h"

static gfla_status (*const fusions[])(const struct gfla_fusion *fusion, struct gfla_node *node) = {
    gfla_fuse_attention,
};

struct gfla_node *gfla_fuse_producer(const struct gfla_fusion *fusion, const gfla_tensor *tensor)
{
    const bool is_known = tensor && tensor->role == GFLA_ROLE_ACTIVATION && !tensor->view_of && (size_t)tensor->index < fusion->n_tensors;
    if (!is_known || fusion->readers[tensor->index] != 1 || fusion->stages[tensor->index] != fusion->stage)
        return NULL;
    return tensor->producer;
}

static gfla_status count_readers(struct gfla_fusion *fusion)
{
    gfla_status status;
    const gfla_graph *graph = fusion->graph;
    fusion->n_tensors = graph->n_tensors;
    TRY(gfla_calloc(&fusion->readers, graph->n_tensors + 1, sizeof *fusion->readers, "counts of readers"));
    for (size_t i = 0; i < graph->n_tensors; i++)
        fusion->readers[gfla_tensor_storage(graph->tensors[i])->index] += graph->tensors[i]->keep;
    for (size_t i = 0; i < graph->nodes.count; i++)
        for (int j = 0; j < graph->nodes.items[i]->n_in; j++)
            if (graph->nodes.items[i]->in[j])
                fusion->readers[gfla_tensor_storage(graph->nodes.items[i]->in[j])->index]++;
    return GFLA_OK;
fail:
    return status;
}

/* Adds node, or what replaces it, to result. */
static gfla_status fuse_node(struct gfla_fusion *fusion, struct gfla_node *node, struct gfla_node_list *result)
{
    gfla_status status = GFLA_OK;
    gfla_graph *graph = fusion->graph;
    const struct gfla_node_list outer = graph->nodes;
    struct gfla_node_list appended;
    graph->nodes = (struct gfla_node_list){0};
    graph->label = node->label;
    fusion->stage = node->n_out ? fusion->stages[node->out[0]->index] : GFLA_STAGE_ALWAYS;
    for (size_t i = 0; i < sizeof fusions / sizeof *fusions && status == GFLA_OK && graph->nodes.count == 0; i++)
        status = fusions[i](fusion, node);
    graph->label = NULL;
    appended = graph->nodes;
    graph->nodes = outer;
    if (status != GFLA_OK)
        goto fail;
    TRY(gfla_graph_status(graph));
    if (appended.count == 0)
        TRY(gfla_node_list_add(result, node));
    for (size_t i = 0; i < appended.count; i++)
        TRY(gfla_node_list_add(result, appended.items[i]));
fail:
    free(appended.items);
    return status;
}

gfla_status gfla_graph_fuse(gfla_graph *graph, const struct gfla_device_info *device, const struct gfla_stages_params *stages)
{
    gfla_status status;
    struct gfla_fusion fusion = {.graph = graph, .device = device};
    struct gfla_node_list fused = {0};
    TRY(count_readers(&fusion));
    TRY(gfla_stages_find(graph, stages, &fusion.stages));
    for (size_t i = 0; i < graph->nodes.count; i++)
        TRY(fuse_node(&fusion, graph->nodes.items[i], &fused));
    free(graph->nodes.items);
    graph->nodes = fused;
    fused = (struct gfla_node_list){0};
    TRY(gfla_graph_drop_unused(graph));
fail:
    free(fused.items);
    free(fusion.readers);
    free(fusion.stages);
    return status;
}
