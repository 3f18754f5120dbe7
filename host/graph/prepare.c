#include "graph/prepare.h"

#include "graph/graph_internal.h"

static void keep_named(gfla_graph *graph)
{
    for (size_t i = 0; i < graph->n_tensors; i++)
        graph->tensors[i]->keep = graph->tensors[i]->keep || graph->tensors[i]->name[0];
}

/* Of the ops as they were asked for: what merges and lowers them says nothing new. */
static void count_flops(gfla_graph *graph)
{
    for (size_t i = 0; i < graph->nodes.count; i++) {
        const struct gfla_node *node = graph->nodes.items[i];
        graph->flops[node->op->kind] += node->op->flops ? node->op->flops(node) : 0;
    }
}

gfla_status gfla_graph_prepare(gfla_graph *graph, const struct gfla_device_info *device,
                               const struct gfla_prepare_params *params)
{
    gfla_status status;
    const struct gfla_dependency_params dependencies = {.training = params->training,
                                                        .skip_unchanged = params->skip_unchanged};
    TRY(gfla_graph_status(graph));
    REQUIRE(!graph->planned, GFLA_ERROR_USAGE, "the graph has a plan already");
    graph->planned = true;
    graph->chooser = params->chooser;
    if (params->keep_all)
        keep_named(graph);
    TRY(gfla_graph_drop_unused(graph));
    count_flops(graph);
    if (!params->no_fusion)
        TRY(gfla_graph_fuse(graph, graph->ops->fusions, graph->ops->n_fusions, device, &dependencies));
    TRY(gfla_graph_lower(graph, device));
fail:
    graph->chooser = NULL;
    return status;
}
