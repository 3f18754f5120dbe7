/* The memory of a plan: buffers of their own for what persists, and an arena for activations. */
#include <stdlib.h>

#include "graph/graph_internal.h"
#include "graph/place.h"
#include "graph/plan_internal.h"

size_t gfla_tensor_bytes(const gfla_tensor *tensor)
{
    return (size_t)gfla_tensor_stored(tensor) * sizeof(float);
}

static enum gfla_memory_kind memory_kind(const gfla_tensor *tensor)
{
    if (tensor->role == GFLA_ROLE_INPUT)
        return GFLA_MEMORY_INPUTS;
    return tensor->role == GFLA_ROLE_STATE ? GFLA_MEMORY_OPTIMIZER : GFLA_MEMORY_WEIGHTS;
}

static gfla_status fill_tensor(gfla_plan *plan, gfla_tensor *tensor)
{
    gfla_status status;
    int64_t count = gfla_shape_count(tensor->shape);
    float *values = NULL;
    if (plan->device && !gfla_device_computes(plan->device))
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
        status =
            gfla_guards_create_buffer(&plan->guards, buffer, plan->device, tensor, gfla_tensor_bytes(tensor), kind);
    else
        status = gfla_buffer_create(buffer, plan->device, gfla_tensor_bytes(tensor), kind,
                                    tensor->name[0] ? tensor->name : "packed weights");
    tensor->buffer = *buffer;
    return status;
}

/* A buffer of its own for a tensor that persists: parameters, state, inputs, results of static nodes. */
static gfla_status own_buffer(gfla_plan *plan, gfla_tensor *tensor)
{
    gfla_status status;
    size_t bytes = gfla_tensor_bytes(tensor);
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
    const gfla_dependencies *by_tensor = plan->dependencies;
    int *entry = NULL, last_node = (int)graph->nodes.count;
    TRY(gfla_calloc(&entry, graph->n_tensors, sizeof *entry, "lifetimes"));
    TRY(gfla_calloc(&lives->places, graph->n_tensors, sizeof *lives->places, "lifetimes"));
    TRY(gfla_calloc(&lives->tensors, graph->n_tensors, sizeof *lives->tensors, "lifetimes"));
    for (size_t i = 0; i < graph->nodes.count; i++) {
        struct gfla_node *node = graph->nodes.items[i];
        const gfla_dependencies of_node = gfla_dependencies_of_node(node, by_tensor);
        for (int j = 0; j < node->n_in; j++) {
            gfla_tensor *tensor = node->in[j] ? gfla_tensor_storage(node->in[j]) : NULL;
            if (tensor && entry[tensor->index])
                extend(&lives->places[entry[tensor->index] - 1], (int)i, of_node != by_tensor[tensor->index],
                       last_node);
        }
        for (int j = 0; j < node->n_out; j++) {
            gfla_tensor *tensor = node->out[j];
            if (tensor->role != GFLA_ROLE_ACTIVATION || by_tensor[tensor->index] == GFLA_DEPENDENCY_WEIGHTS ||
                entry[tensor->index])
                continue;
            lives->places[lives->count] =
                (struct gfla_place){.size = gfla_tensor_bytes(tensor), .first = (int)i, .last = (int)i};
            lives->tensors[lives->count++] = tensor;
            entry[tensor->index] = (int)lives->count;
        }
    }
    for (size_t i = 0; i < graph->n_tensors; i++) {
        gfla_tensor *tensor = graph->tensors[i], *storage = gfla_tensor_storage(tensor);
        if (entry[storage->index] && tensor->keep)
            extend(&lives->places[entry[storage->index] - 1], last_node,
                   by_tensor[storage->index] != GFLA_DEPENDENCY_ALWAYS, last_node);
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
        plan->memory.arena += gfla_tensor_bytes(lives->tensors[i]);
        plan->memory.activations_total += gfla_tensor_bytes(lives->tensors[i]);
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

gfla_status gfla_plan_allocate(gfla_plan *plan, gfla_plan *shared)
{
    gfla_status status;
    gfla_graph *graph = plan->graph;
    struct lifetimes lives = {0};
    TRY(gfla_calloc(&plan->owned, graph->n_tensors + 1, sizeof *plan->owned, "buffers"));
    plan->n_owned = graph->n_tensors;
    for (size_t i = 0; i < graph->n_tensors; i++) {
        gfla_tensor *tensor = graph->tensors[i];
        if (tensor->role != GFLA_ROLE_ACTIVATION && !tensor->view_of)
            TRY(share_or_own(plan, tensor, shared));
        else if (plan->dependencies[i] == GFLA_DEPENDENCY_WEIGHTS && !tensor->view_of && tensor->producer)
            TRY(own_buffer(plan, tensor));
    }
    TRY(find_lifetimes(plan, &lives));
    TRY(plan->is_isolated ? isolate_activations(plan, &lives) : place_activations(plan, &lives));
    for (size_t i = 0; i < graph->n_tensors; i++)
        if (graph->tensors[i]->view_of)
            graph->tensors[i]->buffer = graph->tensors[i]->view_of->buffer;
    for (size_t i = 0; i < graph->n_tensors; i++)
        if (graph->tensors[i]->role == GFLA_ROLE_PARAM && graph->tensors[i]->grad)
            plan->memory.gradients += gfla_tensor_bytes(graph->tensors[i]->grad);
    status = GFLA_OK;
fail:
    free(lives.places);
    free(lives.tensors);
    return status;
}
