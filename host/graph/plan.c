#include "graph/plan.h"

#include <stdlib.h>
#include <string.h>

#include "graph/blocked.h"
#include "ops/conv/conv_tuning.h"
#include "graph/fuse.h"
#include "graph/graph_internal.h"
#include "graph/guard.h"
#include "graph/place.h"
#include "graph/dependencies.h"

struct gfla_plan {
    gfla_graph *graph;
    gfla_device *device;
    gfla_commands *commands;
    size_t n_static_launches; /* they come first: nodes that depend on parameters alone */
    gfla_stage *stages;       /* by tensor index */
    struct gfla_stage_ranges ranges;
    gfla_stage written;   /* since the last run */
    bool is_released;     /* parameters that are packed are gone */
    gfla_buffer **chunks; /* the arena */
    size_t n_chunks;
    gfla_buffer **owned; /* buffers of tensors, by tensor index; NULL where another plan owns them */
    size_t n_owned;
    bool is_isolated; /* every tensor in memory of its own, between guards */
    struct gfla_guards guards;
    float *staging; /* for layout changes on the way in and out */
    size_t staging_capacity;
    struct gfla_plan_memory memory;
    double flops, conv_flops;
};

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
    free(p->stages);
    free(p->ranges.items);
    free(p->staging);
    free(p);
    *plan = NULL;
}

static void count_flops(gfla_plan *plan)
{
    for (size_t i = 0; i < plan->graph->nodes.count; i++) {
        const struct gfla_node *node = plan->graph->nodes.items[i];
        double flops = node->op->flops ? node->op->flops(node) : 0;
        plan->flops += flops;
        if (strncmp(node->op->name, "conv", 4) == 0)
            plan->conv_flops += flops;
    }
}

static enum gfla_memory_kind memory_kind(const gfla_tensor *tensor)
{
    if (tensor->role == GFLA_ROLE_INPUT)
        return GFLA_MEMORY_INPUTS;
    return tensor->role == GFLA_ROLE_STATE ? GFLA_MEMORY_OPTIMIZER : GFLA_MEMORY_WEIGHTS;
}

static size_t tensor_bytes(const gfla_tensor *tensor)
{
    return (size_t)gfla_tensor_stored(tensor) * sizeof(float);
}

static gfla_status fill_tensor(gfla_plan *plan, gfla_tensor *tensor)
{
    gfla_status status;
    int64_t count = gfla_shape_count(tensor->shape);
    float *values = NULL;
    if (plan->device && gfla_device_get_info(plan->device)->kind == GFLA_DEVICE_NULL)
        return GFLA_OK;
    if (tensor->fill == 0)
        return gfla_buffer_zero(tensor->buffer);
    TRY(gfla_calloc(&values, (size_t)count, sizeof *values, "initial values"));
    for (int64_t i = 0; i < count; i++)
        values[i] = tensor->fill;
    status = gfla_tensor_write(plan, tensor, values);
fail:
    free(values);
    return status;
}

static gfla_status create_buffer(gfla_plan *plan, gfla_tensor *tensor, enum gfla_memory_kind kind)
{
    gfla_status status;
    gfla_buffer **buffer = &plan->owned[tensor->index];
    if (plan->is_isolated)
        status = gfla_guards_create_buffer(&plan->guards, buffer, plan->device, tensor, tensor_bytes(tensor), kind);
    else
        status = gfla_buffer_create(buffer, plan->device, tensor_bytes(tensor), kind,
                                    tensor->name[0] ? tensor->name : "packed weights");
    tensor->buffer = *buffer;
    return status;
}

/* A buffer of its own for a tensor that persists: parameters, state, inputs, results of static nodes. */
static gfla_status own_buffer(gfla_plan *plan, gfla_tensor *tensor)
{
    gfla_status status;
    size_t bytes = tensor_bytes(tensor);
    TRY(create_buffer(plan, tensor, memory_kind(tensor)));
    if (tensor->role == GFLA_ROLE_INPUT)
        plan->memory.inputs += bytes;
    else if (tensor->role == GFLA_ROLE_STATE)
        plan->memory.state += bytes;
    else
        plan->memory.weights += bytes;
    /* nodes write the whole of their outputs */
    return tensor->role == GFLA_ROLE_ACTIVATION ? GFLA_OK : fill_tensor(plan, tensor);
fail:
    return status;
}

static gfla_status share_or_own(gfla_plan *plan, gfla_tensor *tensor, gfla_plan *shared)
{
    gfla_status status;
    bool sharable = tensor->role == GFLA_ROLE_PARAM || tensor->role == GFLA_ROLE_STATE;
    gfla_tensor *other = shared && sharable ? gfla_graph_find(shared->graph, tensor->name) : NULL;
    if (!other || other->role != tensor->role || (!other->buffer && !shared->is_released))
        return own_buffer(plan, tensor);
    char mine[96], theirs[96];
    REQUIRE(other->buffer, GFLA_ERROR_USAGE, "shared tensor %s was released by its plan", tensor->name);
    REQUIRE(shared->device == plan->device, GFLA_ERROR_USAGE, "shared tensor %s belongs to a plan of another device",
            tensor->name);
    REQUIRE(gfla_shape_equal(other->shape, tensor->shape), GFLA_ERROR_USAGE,
            "shared tensor %s: shape %s here, %s there", tensor->name,
            gfla_shape_text(tensor->shape, mine, sizeof mine), gfla_shape_text(other->shape, theirs, sizeof theirs));
    tensor->buffer = other->buffer;
    return GFLA_OK;
fail:
    return status;
}

struct lifetimes {
    struct gfla_place *places;
    gfla_tensor **tensors;
    size_t count;
};

/* Read by node `reader`; for_later: by runs that do not make it again, too. */
static void extend(struct gfla_place *place, int reader, bool for_later, int last_node)
{
    place->first = for_later ? 0 : place->first;
    place->last = for_later ? last_node : reader > place->last ? reader : place->last;
}

/* One entry per activation that a node writes, from its writer to its last reader; from end to end where a later run
 * needs it. */
static gfla_status find_lifetimes(gfla_plan *plan, struct lifetimes *lives)
{
    gfla_status status;
    gfla_graph *graph = plan->graph;
    const gfla_stage *stages = plan->stages;
    int *entry = NULL, last_node = (int)graph->nodes.count;
    TRY(gfla_calloc(&entry, graph->n_tensors, sizeof *entry, "lifetimes"));
    TRY(gfla_calloc(&lives->places, graph->n_tensors, sizeof *lives->places, "lifetimes"));
    TRY(gfla_calloc(&lives->tensors, graph->n_tensors, sizeof *lives->tensors, "lifetimes"));
    for (size_t i = 0; i < graph->nodes.count; i++) {
        struct gfla_node *node = graph->nodes.items[i];
        const gfla_stage stage = gfla_stage_of_node(node, stages);
        for (int j = 0; j < node->n_in; j++) {
            gfla_tensor *tensor = node->in[j] ? gfla_tensor_storage(node->in[j]) : NULL;
            if (tensor && entry[tensor->index])
                extend(&lives->places[entry[tensor->index] - 1], (int)i, stage != stages[tensor->index], last_node);
        }
        for (int j = 0; j < node->n_out; j++) {
            gfla_tensor *tensor = node->out[j];
            if (tensor->role != GFLA_ROLE_ACTIVATION || stages[tensor->index] == GFLA_STAGE_WEIGHTS ||
                entry[tensor->index])
                continue;
            lives->places[lives->count] =
                (struct gfla_place){.size = tensor_bytes(tensor), .first = (int)i, .last = (int)i};
            lives->tensors[lives->count++] = tensor;
            entry[tensor->index] = (int)lives->count;
        }
    }
    for (size_t i = 0; i < graph->n_tensors; i++) {
        gfla_tensor *tensor = graph->tensors[i], *storage = gfla_tensor_storage(tensor);
        if (entry[storage->index] && tensor->keep)
            extend(&lives->places[entry[storage->index] - 1], last_node, stages[storage->index] != GFLA_STAGE_ALWAYS,
                   last_node);
    }
    status = GFLA_OK;
fail:
    free(entry);
    return status;
}

static gfla_status isolate_activations(gfla_plan *plan, struct lifetimes *lives)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < lives->count && status == GFLA_OK; i++) {
        status = create_buffer(plan, lives->tensors[i], GFLA_MEMORY_ACTIVATIONS);
        plan->memory.arena += tensor_bytes(lives->tensors[i]);
        plan->memory.activations_total += tensor_bytes(lives->tensors[i]);
    }
    return status;
}

/* Places the activations in the arena and makes their windows. */
static gfla_status place_activations(gfla_plan *plan, struct lifetimes *lives)
{
    gfla_status status;
    const struct gfla_device_info *info = gfla_device_get_info(plan->device);
    size_t *chunk_sizes = NULL, n_chunks = 0, alignment = info->base_alignment > 64 ? info->base_alignment : 64;
    size_t limit = info->max_allocation ? (size_t)info->max_allocation / alignment * alignment : SIZE_MAX / 2;
    TRY(gfla_place_all(lives->places, lives->count, alignment, limit, &chunk_sizes, &n_chunks));
    TRY(gfla_calloc(&plan->chunks, n_chunks + 1, sizeof *plan->chunks, "the arena"));
    plan->n_chunks = n_chunks;
    for (size_t i = 0; i < n_chunks; i++) {
        TRY(gfla_buffer_create(&plan->chunks[i], plan->device, chunk_sizes[i], GFLA_MEMORY_ACTIVATIONS, "activations"));
        plan->memory.arena += chunk_sizes[i];
    }
    for (size_t i = 0; i < lives->count; i++) {
        gfla_tensor *tensor = lives->tensors[i];
        struct gfla_place *place = &lives->places[i];
        TRY(gfla_buffer_view(&plan->owned[tensor->index], plan->chunks[place->chunk], place->offset, place->size));
        tensor->buffer = plan->owned[tensor->index];
        plan->memory.activations_total += place->size;
    }
    status = GFLA_OK;
fail:
    free(chunk_sizes);
    return status;
}

static gfla_status allocate_tensors(gfla_plan *plan, const struct gfla_plan_params *params)
{
    gfla_status status;
    gfla_graph *graph = plan->graph;
    struct lifetimes lives = {0};
    TRY(gfla_calloc(&plan->owned, graph->n_tensors + 1, sizeof *plan->owned, "buffers"));
    plan->n_owned = graph->n_tensors;
    for (size_t i = 0; i < graph->n_tensors; i++) {
        gfla_tensor *tensor = graph->tensors[i];
        if (tensor->role != GFLA_ROLE_ACTIVATION && !tensor->view_of)
            TRY(share_or_own(plan, tensor, params->shared));
        else if (plan->stages[i] == GFLA_STAGE_WEIGHTS && !tensor->view_of && tensor->producer)
            TRY(own_buffer(plan, tensor));
    }
    TRY(find_lifetimes(plan, &lives));
    TRY(plan->is_isolated ? isolate_activations(plan, &lives) : place_activations(plan, &lives));
    for (size_t i = 0; i < graph->n_tensors; i++)
        if (graph->tensors[i]->view_of)
            graph->tensors[i]->buffer = graph->tensors[i]->view_of->buffer;
    for (size_t i = 0; i < graph->n_tensors; i++)
        if (graph->tensors[i]->role == GFLA_ROLE_PARAM && graph->tensors[i]->grad)
            plan->memory.gradients += tensor_bytes(graph->tensors[i]->grad);
    status = GFLA_OK;
fail:
    free(lives.places);
    free(lives.tensors);
    return status;
}

static gfla_status record_nodes(gfla_plan *plan, size_t n_static)
{
    gfla_status status;
    struct gfla_recorder recorder = {
        .commands = plan->commands, .open_device = plan->device, .device = gfla_device_get_info(plan->device)};
    for (size_t i = 0; i < plan->graph->nodes.count; i++) {
        const struct gfla_node *node = plan->graph->nodes.items[i];
        recorder.label = node->label;
        status = node->op->record(&recorder, node);
        if (status != GFLA_OK)
            return gfla_fail_context(status, "%s%s", node->label ? node->label : "", node->op->name);
        status = gfla_stage_ranges_add(&plan->ranges, gfla_commands_count(plan->commands),
                                       node->n_out ? plan->stages[node->out[0]->index] : GFLA_STAGE_ALWAYS);
        if (status != GFLA_OK)
            return status;
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

gfla_status gfla_plan_create(gfla_plan **plan, gfla_graph *graph, gfla_device *device,
                             const struct gfla_plan_params *params)
{
    gfla_status status;
    gfla_plan *p = NULL;
    size_t n_static = 0;
    struct gfla_stages_params stages = {0};
    const struct gfla_plan_params defaults = {0};
    *plan = NULL;
    params = params ? params : &defaults;
    stages = (struct gfla_stages_params){.training = params->training, .skip_unchanged = params->skip_unchanged};
    TRY(gfla_graph_status(graph));
    REQUIRE(!graph->planned, GFLA_ERROR_USAGE, "the graph has a plan already");
    graph->planned = true;
    graph->lowering = (struct gfla_lowering){.conv_algorithm = params->conv_algorithm,
                                             .training = params->training,
                                             .device = params->untuned ? NULL : device};
    TRY(gfla_calloc(&p, 1, sizeof *p, "a plan"));
    p->graph = graph;
    p->device = device;
    p->is_isolated = params->isolate;
    gfla_guards_init(&p->guards, device, params->guard);
    TRY(gfla_commands_create(&p->commands, device));
    if (params->build_aside)
        TRY(gfla_commands_defer(p->commands));
    if (params->keep_all)
        for (size_t i = 0; i < graph->n_tensors; i++)
            graph->tensors[i]->keep = graph->tensors[i]->keep || graph->tensors[i]->name[0];
    TRY(gfla_graph_drop_unused(graph));
    count_flops(p);
    if (!params->no_fusion)
        TRY(gfla_graph_fuse(graph, gfla_device_get_info(device), &stages));
    TRY(gfla_graph_lower(graph, gfla_device_get_info(device)));
    gfla_conv_tuning_done(&graph->lowering);
    TRY(gfla_stages_find(graph, &stages, &p->stages));
    TRY(gfla_stages_hoist(graph, p->stages, &n_static));
    TRY(allocate_tensors(p, params));
    TRY(record_nodes(p, n_static));
    gfla_commands_bind_deferred(p->commands);
    hide_passing_activations(graph);
    p->written = GFLA_STAGE_ALL;
    *plan = p;
    return GFLA_OK;
fail:
    gfla_plan_destroy(&p);
    return status;
}

gfla_status gfla_plan_run(gfla_plan *plan)
{
    gfla_status status;
    const gfla_stage written = plan->written;
    REQUIRE(!plan->is_released || !(written & GFLA_STAGE_WEIGHTS), GFLA_ERROR_USAGE,
            "the parameters changed after the plan released them. hint: a new plan");
    plan->written = GFLA_STAGE_ALL; /* unless all goes well */
    for (size_t first = 0, end; gfla_stage_ranges_next(&plan->ranges, written, &first, &end); first = end)
        TRY(gfla_commands_run(plan->commands, first, end - first));
    plan->written = GFLA_STAGE_ALWAYS;
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
    plan->written |= GFLA_STAGE_WEIGHTS;
}

/* Marks what later runs read, by tensor index. */
static void mark_read_later(const gfla_plan *plan, bool *is_read)
{
    for (size_t i = 0; i < plan->graph->nodes.count; i++) {
        const struct gfla_node *node = plan->graph->nodes.items[i];
        const bool is_static = node->n_out > 0 && plan->stages[node->out[0]->index] == GFLA_STAGE_WEIGHTS;
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
    REQUIRE(!(plan->written & GFLA_STAGE_WEIGHTS), GFLA_ERROR_USAGE,
            "a plan releases parameters after a run has packed them");
    TRY(gfla_calloc(&is_read, graph->n_tensors + 1, sizeof *is_read, "a list of tensors"));
    TRY(gfla_device_finish(plan->device));
    mark_read_later(plan, is_read);
    for (size_t i = 0; i < graph->n_tensors; i++) {
        gfla_tensor *tensor = graph->tensors[i];
        if (tensor->role != GFLA_ROLE_PARAM || is_read[i] || !plan->owned[i])
            continue;
        plan->memory.weights -= tensor_bytes(tensor);
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

static gfla_status need_staging(gfla_plan *plan, const gfla_tensor *tensor)
{
    gfla_status status;
    REQUIRE(tensor && tensor->buffer, GFLA_ERROR_USAGE,
            "tensor \"%s\" has no memory in this plan. hint: mark it with gfla_graph_keep", tensor ? tensor->name : "");
    TRY(gfla_grow(&plan->staging, &plan->staging_capacity, (size_t)gfla_tensor_stored(tensor), sizeof(float),
                  "a staging buffer"));
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_tensor_write(gfla_plan *plan, gfla_tensor *tensor, const float *values)
{
    gfla_status status;
    TRY(need_staging(plan, tensor));
    if (tensor->role == GFLA_ROLE_INPUT)
        plan->written |= plan->stages[gfla_tensor_storage(tensor)->index];
    if (tensor->layout == GFLA_LAYOUT_PLAIN)
        return gfla_buffer_write(tensor->buffer, 0, values, tensor_bytes(tensor));
    gfla_block_values(&tensor->shape, values, plan->staging);
    return gfla_buffer_write(tensor->buffer, 0, plan->staging, tensor_bytes(tensor));
fail:
    return status;
}

gfla_status gfla_tensor_read(gfla_plan *plan, gfla_tensor *tensor, float *values)
{
    gfla_status status;
    TRY(need_staging(plan, tensor));
    if (tensor->layout == GFLA_LAYOUT_PLAIN)
        return gfla_buffer_read(tensor->buffer, 0, values, tensor_bytes(tensor));
    TRY(gfla_buffer_read(tensor->buffer, 0, plan->staging, tensor_bytes(tensor)));
    gfla_unblock_values(&tensor->shape, plan->staging, values);
    return GFLA_OK;
fail:
    return status;
}

struct gfla_plan_memory gfla_plan_get_memory(const gfla_plan *plan)
{
    return plan->memory;
}

double gfla_plan_flops(const gfla_plan *plan)
{
    return plan->flops;
}

double gfla_plan_conv_flops(const gfla_plan *plan)
{
    return plan->conv_flops;
}

size_t gfla_plan_n_launches(const gfla_plan *plan)
{
    return gfla_commands_count(plan->commands) - plan->n_static_launches;
}

gfla_status gfla_record(struct gfla_recorder *recorder, const char *source, const char *kernel, const char *options,
                        const size_t global[3], const size_t local[3], const struct gfla_arg *args, int n_args,
                        double flops)
{
    struct gfla_launch launch = {.source = source,
                                 .kernel = kernel,
                                 .options = options,
                                 .args = args,
                                 .n_args = n_args,
                                 .label = recorder->label,
                                 .flops = flops};
    for (int i = 0; i < 3; i++) {
        launch.global[i] = global[i];
        launch.local[i] = local ? local[i] : 0;
    }
    return gfla_commands_add(recorder->commands, &launch);
}
