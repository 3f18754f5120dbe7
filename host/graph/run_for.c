/* A run of the part of a plan that some tensors come from. */
#include <stdlib.h>

#include "graph/graph_internal.h"
#include "graph/plan_internal.h"

/* Whether a launch of the node is needed for what is marked. A node that writes over a parameter or a state is only
 * run for what else it makes. */
static bool makes_marked(const struct gfla_node *node, const bool *is_marked)
{
    for (int i = node->in_place ? 1 : 0; i < node->n_out; i++)
        if (is_marked[gfla_tensor_storage(node->out[i])->index])
            return true;
    return false;
}

/* is_needed by node, is_marked by tensor: room for all, zero. */
static void mark(const gfla_graph *graph, gfla_tensor *const *tensors, size_t n, bool *is_needed, bool *is_marked)
{
    for (size_t i = 0; i < n; i++)
        is_marked[gfla_tensor_storage(tensors[i])->index] = true;
    for (size_t i = graph->nodes.count; i-- > 0;) {
        const struct gfla_node *node = graph->nodes.items[i];
        is_needed[i] = makes_marked(node, is_marked);
        for (int j = 0; is_needed[i] && j < node->n_in; j++)
            if (node->in[j])
                is_marked[gfla_tensor_storage(node->in[j])->index] = true;
    }
}

static gfla_dependencies dependencies_of(const gfla_plan *plan, const struct gfla_node *node)
{
    return node->n_out ? plan->dependencies[node->out[0]->index] : GFLA_DEPENDENCY_ALWAYS;
}

/* Runs the nodes that are needed, but what depends on parameters alone only where these are new. *touched: what the
 * others depend on. */
static gfla_status run_needed(gfla_plan *plan, const bool *is_needed, gfla_dependencies written,
                              gfla_dependencies *touched)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < plan->graph->nodes.count; i++) {
        const size_t first = i > 0 ? plan->launch_end[i - 1] : 0;
        const gfla_dependencies dependencies = dependencies_of(plan, plan->graph->nodes.items[i]);
        if (!is_needed[i] || plan->launch_end[i] == first)
            continue;
        if (dependencies == GFLA_DEPENDENCY_WEIGHTS && !(written & GFLA_DEPENDENCY_WEIGHTS))
            continue;
        TRY(gfla_commands_run(plan->commands, first, plan->launch_end[i] - first));
        *touched |= dependencies & ~GFLA_DEPENDENCY_WEIGHTS;
    }
fail:
    return status;
}

gfla_status gfla_plan_run_for(gfla_plan *plan, gfla_tensor *const *tensors, size_t n)
{
    gfla_status status;
    const gfla_graph *graph = plan->graph;
    const gfla_dependencies written = plan->written;
    gfla_dependencies touched = GFLA_DEPENDENCY_ALWAYS;
    bool *is_needed = NULL, *is_marked = NULL;
    TRY(gfla_calloc(&is_needed, graph->nodes.count + 1, sizeof *is_needed, "a list of nodes"));
    TRY(gfla_calloc(&is_marked, graph->n_tensors + 1, sizeof *is_marked, "a list of tensors"));
    mark(graph, tensors, n, is_needed, is_marked);
    plan->written = GFLA_DEPENDENCY_ALL; /* unless all goes well */
    TRY(run_needed(plan, is_needed, written, &touched));
    /* What ran may have written over results that share its memory: the next run makes all of that again. */
    plan->written = written | touched;
fail:
    free(is_needed);
    free(is_marked);
    return status;
}
