#include "graph/plan_part.h"

#include <stdlib.h>

#include "graph/graph_internal.h"
#include "graph/plan_internal.h"

struct range {
    size_t first, end;
};

struct gfla_plan_part {
    gfla_plan *plan;
    struct range *ranges; /* of launches, in their order */
    size_t n_ranges, range_capacity;
    gfla_tensor **states;
    size_t n_states, state_capacity;
};

static size_t start_of(const gfla_plan *plan, size_t node)
{
    return node > 0 ? plan->launch_end[node - 1] : 0;
}

size_t gfla_plan_end_of(const gfla_plan *plan, const gfla_tensor *tensor)
{
    const gfla_tensor *storage = tensor->view_of ? tensor->view_of : tensor;
    for (size_t i = plan->graph->nodes.count; i-- > 0;) {
        const struct gfla_node *node = plan->graph->nodes.items[i];
        for (int j = 0; j < node->n_out; j++)
            if (gfla_tensor_storage(node->out[j]) == storage)
                return plan->launch_end[i];
    }
    return 0;
}

size_t gfla_plan_n_all_launches(const gfla_plan *plan)
{
    return gfla_commands_count(plan->commands);
}

static gfla_status add_range(gfla_plan_part *part, size_t first, size_t end)
{
    gfla_status status = GFLA_OK;
    struct range *last = part->n_ranges ? &part->ranges[part->n_ranges - 1] : NULL;
    if (first == end)
        return GFLA_OK;
    if (last && last->end == first) {
        last->end = end;
        return GFLA_OK;
    }
    TRY(gfla_grow(&part->ranges, &part->range_capacity, part->n_ranges + 1, sizeof *part->ranges, "launches"));
    part->ranges[part->n_ranges++] = (struct range){first, end};
fail:
    return status;
}

/* What a node of the part itself writes over, once each. */
static gfla_status add_state(gfla_plan_part *part, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    gfla_tensor *state = node->in_place ? gfla_tensor_storage(node->out[0]) : NULL;
    for (size_t i = 0; i < part->n_states && state; i++)
        if (part->states[i] == state)
            return GFLA_OK;
    if (!state)
        return GFLA_OK;
    TRY(gfla_grow(&part->states, &part->state_capacity, part->n_states + 1, sizeof(gfla_tensor *), "states"));
    part->states[part->n_states++] = state;
fail:
    return status;
}

/* A node that writes over a parameter or a state is made anew only for what else it makes. */
static bool makes_needed(const struct gfla_node *node, const bool *is_needed)
{
    for (int i = node->in_place ? 1 : 0; i < node->n_out; i++)
        if (is_needed[gfla_tensor_storage(node->out[i])->index])
            return true;
    return false;
}

/* is_run by node, is_needed by tensor: room for all, zero. */
static void choose(const gfla_plan *plan, size_t first, size_t end, bool *is_run, bool *is_needed)
{
    for (size_t i = plan->graph->nodes.count; i-- > 0;) {
        const struct gfla_node *node = plan->graph->nodes.items[i];
        if (plan->launch_end[i] > end)
            continue;
        is_run[i] = start_of(plan, i) >= first || makes_needed(node, is_needed);
        for (int j = 0; is_run[i] && j < node->n_in; j++)
            if (node->in[j])
                is_needed[gfla_tensor_storage(node->in[j])->index] = true;
    }
}

gfla_status gfla_plan_part_create(gfla_plan_part **out, gfla_plan *plan, size_t first, size_t end)
{
    gfla_status status;
    const gfla_graph *graph = plan->graph;
    gfla_plan_part *part = NULL;
    bool *is_run = NULL, *is_needed = NULL;
    *out = NULL;
    TRY(gfla_calloc(&part, 1, sizeof *part, "a part of a plan"));
    part->plan = plan;
    TRY(gfla_calloc(&is_run, graph->nodes.count + 1, sizeof *is_run, "a list of nodes"));
    TRY(gfla_calloc(&is_needed, graph->n_tensors + 1, sizeof *is_needed, "a list of tensors"));
    choose(plan, first, end, is_run, is_needed);
    for (size_t i = 0; i < graph->nodes.count; i++) {
        if (!is_run[i])
            continue;
        TRY(add_range(part, start_of(plan, i), plan->launch_end[i]));
        if (start_of(plan, i) >= first)
            TRY(add_state(part, graph->nodes.items[i]));
    }
    *out = part;
    part = NULL;
fail:
    gfla_plan_part_destroy(&part);
    free(is_run);
    free(is_needed);
    return status;
}

void gfla_plan_part_destroy(gfla_plan_part **part)
{
    if (!part || !*part)
        return;
    free((*part)->ranges);
    free((*part)->states);
    free(*part);
    *part = NULL;
}

gfla_status gfla_plan_part_run(gfla_plan_part *part, size_t from, size_t to)
{
    gfla_status status = GFLA_OK;
    part->plan->written = GFLA_DEPENDENCY_ALL; /* the next run leaves nothing out */
    for (size_t i = 0; i < part->n_ranges; i++) {
        const size_t first = part->ranges[i].first > from ? part->ranges[i].first : from,
                     end = part->ranges[i].end < to ? part->ranges[i].end : to;
        if (first < end)
            TRY(gfla_commands_run(part->plan->commands, first, end - first));
    }
fail:
    return status;
}

gfla_tensor *const *gfla_plan_part_states(const gfla_plan_part *part, size_t *n)
{
    *n = part->n_states;
    return part->states;
}
