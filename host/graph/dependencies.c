#include "graph/dependencies.h"

#include <stdlib.h>

#include "graph/graph_internal.h"

#define FIRST_INPUT_BIT 2
#define MOST_INPUTS 62 /* the bits that are left; further inputs count as changed in every run */

static gfla_dependencies of_leaf(const gfla_tensor *tensor, const struct gfla_dependency_params *params, int *n_inputs)
{
    if (tensor->role == GFLA_ROLE_PARAM && !params->training)
        return GFLA_DEPENDENCY_WEIGHTS;
    if (tensor->role == GFLA_ROLE_INPUT && params->skip_unchanged && !params->training && *n_inputs < MOST_INPUTS)
        return (gfla_dependencies)1 << (FIRST_INPUT_BIT + (*n_inputs)++);
    return GFLA_DEPENDENCY_ALWAYS;
}

static void set_leaves(const gfla_graph *graph, const struct gfla_dependency_params *params,
                       gfla_dependencies *by_tensor)
{
    int n_inputs = 0;
    for (size_t i = 0; i < graph->n_tensors; i++)
        if (graph->tensors[i]->role != GFLA_ROLE_ACTIVATION && !graph->tensors[i]->view_of)
            by_tensor[i] = of_leaf(graph->tensors[i], params, &n_inputs);
    for (size_t i = 0; i < graph->nodes.count; i++) /* what a run itself writes */
        if (graph->nodes.items[i]->in_place)
            by_tensor[gfla_tensor_storage(graph->nodes.items[i]->out[0])->index] = GFLA_DEPENDENCY_ALWAYS;
}

/* With the parameters everything changes, what is before the first of them too: otherwise that would have to be
 * kept. */
gfla_dependencies gfla_dependencies_of_node(const struct gfla_node *node, const gfla_dependencies *by_tensor)
{
    gfla_dependencies all = 0;
    for (int i = 0; i < node->n_in; i++)
        all |= node->in[i] ? by_tensor[gfla_tensor_storage(node->in[i])->index] : 0;
    if (node->in_place || node->n_out == 0 || all & GFLA_DEPENDENCY_ALWAYS)
        return GFLA_DEPENDENCY_ALWAYS;
    return all & ~GFLA_DEPENDENCY_WEIGHTS ? all | GFLA_DEPENDENCY_WEIGHTS : all;
}

gfla_status gfla_dependencies_find(const gfla_graph *graph, const struct gfla_dependency_params *params,
                                   gfla_dependencies **by_tensor)
{
    gfla_status status;
    const gfla_dependencies of_constants = params->training ? GFLA_DEPENDENCY_ALWAYS : GFLA_DEPENDENCY_WEIGHTS;
    TRY(gfla_calloc(by_tensor, graph->n_tensors + 1, sizeof **by_tensor, "dependencies"));
    set_leaves(graph, params, *by_tensor);
    for (size_t i = 0; i < graph->nodes.count; i++) {
        const struct gfla_node *node = graph->nodes.items[i];
        const gfla_dependencies of_node = gfla_dependencies_of_node(node, *by_tensor);
        for (int j = 0; j < node->n_out; j++)
            (*by_tensor)[node->out[j]->index] = of_node ? of_node : of_constants;
    }
fail:
    return status;
}

gfla_status gfla_dependencies_hoist(gfla_graph *graph, const gfla_dependencies *by_tensor, size_t *n_static)
{
    gfla_status status;
    struct gfla_node **rest = NULL;
    size_t n_rest = 0;
    *n_static = 0;
    TRY(gfla_calloc(&rest, graph->nodes.count + 1, sizeof *rest, "a list of nodes"));
    for (size_t i = 0; i < graph->nodes.count; i++) {
        struct gfla_node *node = graph->nodes.items[i];
        if (node->n_out > 0 && by_tensor[node->out[0]->index] == GFLA_DEPENDENCY_WEIGHTS)
            graph->nodes.items[(*n_static)++] = node;
        else
            rest[n_rest++] = node;
    }
    for (size_t i = 0; i < n_rest; i++)
        graph->nodes.items[*n_static + i] = rest[i];
fail:
    free(rest);
    return status;
}

gfla_status gfla_dependency_ranges_add(struct gfla_dependency_ranges *ranges, size_t end,
                                       gfla_dependencies dependencies)
{
    gfla_status status;
    struct gfla_dependency_range *last = ranges->count ? &ranges->items[ranges->count - 1] : NULL;
    if (last && last->dependencies == dependencies) {
        last->end = end;
        return GFLA_OK;
    }
    TRY(gfla_grow(&ranges->items, &ranges->capacity, ranges->count + 1, sizeof *ranges->items, "dependencies"));
    const size_t first = ranges->count ? ranges->items[ranges->count - 1].end : 0;
    ranges->items[ranges->count++] = (struct gfla_dependency_range){first, end, dependencies};
fail:
    return status;
}

bool gfla_dependency_ranges_next(const struct gfla_dependency_ranges *ranges, gfla_dependencies written, size_t *first,
                                 size_t *end)
{
    bool found = false;
    for (size_t i = 0; i < ranges->count; i++) {
        const struct gfla_dependency_range *r = &ranges->items[i];
        const bool is_due = (r->dependencies & written) != 0;
        if (r->first < *first || (!found && !is_due))
            continue;
        if (!is_due)
            break;
        *first = found ? *first : r->first;
        *end = r->end;
        found = true;
    }
    return found;
}
