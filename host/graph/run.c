/* Runs of a plan, and what is freed between them. */
#include <stdlib.h>

#include "graph/graph_internal.h"
#include "graph/plan_internal.h"

gfla_status gfla_plan_run(gfla_plan *plan)
{
    gfla_status status;
    const gfla_dependencies written = plan->written;
    REQUIRE(!plan->is_released || !(written & GFLA_DEPENDENCY_WEIGHTS), GFLA_ERROR_USAGE,
            "the parameters changed after the plan released them. hint: a new plan");
    plan->written = GFLA_DEPENDENCY_ALL; /* unless all goes well */
    for (size_t first = 0, end; gfla_dependency_ranges_next(&plan->ranges, written, &first, &end); first = end)
        TRY(gfla_commands_run(plan->commands, first, end - first));
    plan->written = GFLA_DEPENDENCY_ALWAYS;
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_plan_check_guards(const gfla_plan *plan)
{
    return gfla_guards_check(&plan->guards);
}

void gfla_plan_weights_changed(gfla_plan *plan)
{
    plan->written |= GFLA_DEPENDENCY_WEIGHTS;
}

/* Marks what later runs read, by tensor index. */
static void mark_read_later(const gfla_plan *plan, bool *is_read)
{
    for (size_t i = 0; i < plan->graph->nodes.count; i++) {
        const struct gfla_node *node = plan->graph->nodes.items[i];
        const bool is_static = node->n_out > 0 && plan->dependencies[node->out[0]->index] == GFLA_DEPENDENCY_WEIGHTS;
        for (int j = 0; !is_static && j < node->n_in; j++)
            if (node->in[j])
                is_read[gfla_tensor_storage(node->in[j])->index] = true;
    }
}

gfla_status gfla_plan_release_weights(gfla_plan *plan)
{
    gfla_status status;
    bool *is_read = NULL;
    const gfla_graph *graph = plan->graph;
    REQUIRE(!(plan->written & GFLA_DEPENDENCY_WEIGHTS), GFLA_ERROR_USAGE,
            "a plan releases parameters after a run has packed them");
    TRY(gfla_calloc(&is_read, graph->n_tensors + 1, sizeof *is_read, "a list of tensors"));
    TRY(gfla_device_finish(plan->device));
    mark_read_later(plan, is_read);
    for (size_t i = 0; i < graph->n_tensors; i++) {
        gfla_tensor *tensor = graph->tensors[i];
        if (tensor->role != GFLA_ROLE_PARAM || is_read[i] || !plan->owned[i])
            continue;
        plan->memory.weights -= gfla_tensor_bytes(tensor);
        gfla_buffer_destroy(&plan->owned[i]);
        tensor->buffer = NULL;
    }
    for (size_t i = 0; i < graph->n_tensors; i++)
        if (!gfla_tensor_storage(graph->tensors[i])->buffer)
            graph->tensors[i]->buffer = NULL;
    plan->is_released = true;
    status = GFLA_OK;
fail:
    free(is_read);
    return status;
}
