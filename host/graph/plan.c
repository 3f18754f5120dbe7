#include "graph/plan.h"

#include <stdlib.h>

#include "graph/graph_internal.h"
#include "graph/op_set.h"
#include "graph/plan_internal.h"
#include "graph/prepare.h"
#include "graph/record.h"

void gfla_plan_destroy(gfla_plan **plan)
{
    if (!plan || !*plan)
        return;
    gfla_plan *p = *plan;
    gfla_commands_destroy(&p->commands);
    for (size_t i = 0; i < p->n_owned; i++)
        gfla_buffer_destroy(&p->owned[i]);
    for (size_t i = 0; i < p->n_chunks; i++)
        gfla_buffer_destroy(&p->chunks[i]);
    gfla_guards_free(&p->guards);
    free(p->owned);
    free(p->chunks);
    free(p->dependencies);
    free(p->launch_end);
    free(p->ranges.items);
    free(p->staging);
    free(p);
    *plan = NULL;
}

static gfla_status record_nodes(gfla_plan *plan, size_t n_static)
{
    gfla_status status;
    struct gfla_recorder recorder = {
        .commands = plan->commands, .open_device = plan->device, .device = gfla_device_get_info(plan->device)};
    status = gfla_calloc(&plan->launch_end, plan->graph->nodes.count + 1, sizeof *plan->launch_end, "a list of nodes");
    if (status != GFLA_OK)
        return status;
    for (size_t i = 0; i < plan->graph->nodes.count; i++) {
        const struct gfla_node *node = plan->graph->nodes.items[i];
        recorder.label = node->label;
        status = node->op->record(&recorder, node);
        if (status != GFLA_OK)
            return gfla_fail_context(status, "%s%s", node->label ? node->label : "", node->op->name);
        status =
            gfla_dependency_ranges_add(&plan->ranges, gfla_commands_count(plan->commands),
                                       node->n_out ? plan->dependencies[node->out[0]->index] : GFLA_DEPENDENCY_ALWAYS);
        if (status != GFLA_OK)
            return status;
        plan->launch_end[i] = gfla_commands_count(plan->commands);
        if (i + 1 == n_static)
            plan->n_static_launches = gfla_commands_count(plan->commands);
    }
    return GFLA_OK;
}

/* What the arena reuses holds something else after a run: reading it must fail. All arguments are bound already. */
static void hide_passing_activations(gfla_graph *graph)
{
    for (size_t i = 0; i < graph->n_tensors; i++)
        if (graph->tensors[i]->role == GFLA_ROLE_ACTIVATION && !graph->tensors[i]->keep)
            graph->tensors[i]->buffer = NULL;
}

/* Runs the ops' choice of algorithms with what the caller asked for. */
static gfla_status lower(gfla_plan *plan, const struct gfla_plan_params *params)
{
    gfla_status status;
    gfla_graph *graph = plan->graph;
    gfla_chooser *chooser = NULL;
    const struct gfla_op_set *ops = graph->ops;
    if (ops->create_chooser)
        TRY(ops->create_chooser(&chooser, &(struct gfla_chooser_params){.device = params->untuned ? NULL : plan->device,
                                                                        .algorithm = params->algorithm,
                                                                        .training = params->training}));
    status = gfla_graph_prepare(graph, gfla_device_get_info(plan->device),
                                &(struct gfla_prepare_params){.chooser = chooser,
                                                              .training = params->training,
                                                              .skip_unchanged = params->skip_unchanged,
                                                              .keep_all = params->keep_all,
                                                              .no_fusion = params->no_fusion});
fail:
    if (chooser)
        ops->destroy_chooser(&chooser);
    return status;
}

gfla_status gfla_plan_create(gfla_plan **plan, gfla_graph *graph, gfla_device *device,
                             const struct gfla_plan_params *params)
{
    gfla_status status;
    gfla_plan *p = NULL;
    size_t n_static = 0;
    const struct gfla_plan_params defaults = {0};
    *plan = NULL;
    params = params ? params : &defaults;
    TRY(gfla_graph_status(graph));
    TRY(gfla_calloc(&p, 1, sizeof *p, "a plan"));
    p->graph = graph;
    p->device = device;
    p->is_isolated = params->isolate;
    gfla_guards_init(&p->guards, device, params->guard);
    TRY(lower(p, params));
    TRY(gfla_commands_create(&p->commands, device));
    if (params->build_aside)
        TRY(gfla_commands_defer(p->commands));
    TRY(gfla_dependencies_find(
        graph, &(struct gfla_dependency_params){.training = params->training, .skip_unchanged = params->skip_unchanged},
        &p->dependencies));
    TRY(gfla_dependencies_hoist(graph, p->dependencies, &n_static));
    TRY(gfla_plan_allocate(p, params->shared));
    TRY(record_nodes(p, n_static));
    gfla_commands_bind_deferred(p->commands);
    hide_passing_activations(graph);
    p->written = GFLA_DEPENDENCY_ALL;
    *plan = p;
    return GFLA_OK;
fail:
    gfla_plan_destroy(&p);
    return status;
}

struct gfla_plan_memory gfla_plan_get_memory(const gfla_plan *plan)
{
    return plan->memory;
}

double gfla_plan_flops(const gfla_plan *plan)
{
    double flops = 0;
    for (int kind = 0; kind < GFLA_OP_KIND_COUNT; kind++)
        flops += plan->graph->flops[kind];
    return flops;
}

double gfla_plan_flops_of(const gfla_plan *plan, enum gfla_op_kind kind)
{
    return plan->graph->flops[kind];
}

size_t gfla_plan_n_launches(const gfla_plan *plan)
{
    return gfla_commands_count(plan->commands) - plan->n_static_launches;
}
