#include "graph/graph.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph/graph_internal.h"

gfla_status gfla_graph_create_of(gfla_graph **graph, const struct gfla_op_set *ops)
{
    gfla_status status;
    gfla_graph *g = NULL;
    *graph = NULL;
    TRY(gfla_calloc(&g, 1, sizeof *g, "a graph"));
    g->ops = ops;
    TRY(gfla_arena_create(&g->arena));
    *graph = g;
    return GFLA_OK;
fail:
    gfla_graph_destroy(&g);
    return status;
}

void gfla_graph_destroy(gfla_graph **graph)
{
    if (!graph || !*graph)
        return;
    gfla_arena_destroy(&(*graph)->arena);
    free((*graph)->nodes.items);
    free((*graph)->tensors);
    free((*graph)->aliases);
    free(*graph);
    *graph = NULL;
}

/* Keeps this thread's message as the graph's first failure. */
static gfla_status keep_failure(gfla_graph *graph, gfla_status code)
{
    if (graph->status == GFLA_OK) {
        graph->status = code;
        graph->message = gfla_arena_strdup(graph->arena, gfla_error_message());
    }
    return code;
}

gfla_status gfla_graph_status(gfla_graph *graph)
{
    if (graph->status == GFLA_OK)
        return GFLA_OK;
    return gfla_fail(graph->status, "%s", graph->message ? graph->message : "out of memory while a network was built");
}

gfla_status gfla_graph_fail(gfla_graph *graph, gfla_status code, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (graph->status != GFLA_OK)
        return graph->status;
    return keep_failure(graph, gfla_fail(code, "%s%s", graph->scope, text));
}

void gfla_graph_push(gfla_graph *graph, const char *fmt, ...)
{
    /* the last byte is for the dot */
    const size_t length = strlen(graph->scope), room = sizeof graph->scope - length - 1;
    va_list args;
    if (graph->status != GFLA_OK)
        return;
    if (graph->n_scopes == GFLA_MAX_SCOPES) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "more than %d nested name scopes", GFLA_MAX_SCOPES);
        return;
    }
    graph->scope_length[graph->n_scopes++] = length;
    va_start(args, fmt);
    const int need = vsnprintf(graph->scope + length, room, fmt, args);
    va_end(args);
    if (need >= 0 && (size_t)need < room)
        strcat(graph->scope, ".");
    else
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "name scopes of more than %zu characters", sizeof graph->scope - 2);
}

void gfla_graph_pop(gfla_graph *graph)
{
    if (graph->n_scopes > 0)
        graph->scope[graph->scope_length[--graph->n_scopes]] = '\0';
}

/* NULL once the graph has failed, which running out of memory here does. */
static const char *scoped_name(gfla_graph *graph, const char *name)
{
    if (graph->status != GFLA_OK)
        return NULL;
    const char *full = gfla_arena_printf(graph->arena, "%s%s", graph->scope, name);
    if (!full)
        keep_failure(graph, GFLA_ERROR_MEMORY);
    return full;
}

gfla_tensor *gfla_graph_find(const gfla_graph *graph, const char *name)
{
    for (size_t i = 0; i < graph->n_tensors; i++)
        if (graph->tensors[i]->name[0] && strcmp(graph->tensors[i]->name, name) == 0)
            return graph->tensors[i];
    for (size_t i = 0; i < graph->n_aliases; i++)
        if (strcmp(graph->aliases[i].name, name) == 0)
            return graph->aliases[i].tensor;
    return NULL;
}

static bool is_free_name(gfla_graph *graph, const char *name)
{
    if (!gfla_graph_find(graph, name))
        return true;
    gfla_fail(GFLA_ERROR_USAGE, "there is already a tensor named \"%s\"", name);
    keep_failure(graph, GFLA_ERROR_USAGE);
    return false;
}

static gfla_tensor *new_tensor(gfla_graph *graph, const char *name, struct gfla_shape shape, enum gfla_layout layout,
                               enum gfla_role role)
{
    gfla_status status = GFLA_OK;
    gfla_tensor *tensor = NULL;
    if (graph->status != GFLA_OK || !name)
        return NULL;
    if ((layout == GFLA_LAYOUT_BLOCKED && shape.rank != 4) || gfla_shape_count(shape) <= 0) {
        char text[96];
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "tensor \"%s\" cannot have shape %s in this layout", name,
                        gfla_shape_text(shape, text, sizeof text));
        return NULL;
    }
    if (name[0] && !is_free_name(graph, name))
        return NULL;
    TRY(gfla_grow(&graph->tensors, &graph->tensor_capacity, graph->n_tensors + 1, sizeof *graph->tensors, "tensors"));
    tensor = gfla_arena_alloc(graph->arena, sizeof *tensor);
    if (!tensor)
        TRY(GFLA_ERROR_MEMORY);
    tensor->name = name;
    tensor->shape = shape;
    tensor->layout = layout;
    tensor->role = role;
    tensor->index = (int)graph->n_tensors;
    graph->tensors[graph->n_tensors++] = tensor;
    return tensor;
fail:
    keep_failure(graph, status);
    return NULL;
}

gfla_tensor *gfla_graph_input(gfla_graph *graph, const char *name, struct gfla_shape shape, enum gfla_layout layout)
{
    return new_tensor(graph, scoped_name(graph, name), shape, layout, GFLA_ROLE_INPUT);
}

static bool is_frozen(const gfla_graph *graph, const char *name)
{
    for (int i = 0; i < graph->n_frozen; i++)
        if (strncmp(name, graph->frozen[i], strlen(graph->frozen[i])) == 0)
            return true;
    return false;
}

/* The leaf of this name and role where there is one already. *exists stays true when it does not fit, which is a
 * failure. */
static gfla_tensor *existing_leaf(gfla_graph *graph, const char *name, struct gfla_shape shape, enum gfla_role role,
                                  bool *exists)
{
    char mine[96], theirs[96];
    gfla_tensor *tensor = name ? gfla_graph_find(graph, name) : NULL;
    *exists = tensor && tensor->role == role && strcmp(tensor->name, name) == 0; /* a second name is no leaf */
    if (!*exists || gfla_shape_equal(tensor->shape, shape))
        return *exists ? tensor : NULL;
    gfla_fail(GFLA_ERROR_USAGE, "\"%s\" is %s already, and cannot be %s too", name,
              gfla_shape_text(tensor->shape, theirs, sizeof theirs), gfla_shape_text(shape, mine, sizeof mine));
    keep_failure(graph, GFLA_ERROR_USAGE);
    return NULL;
}

gfla_tensor *gfla_graph_param(gfla_graph *graph, const char *name, struct gfla_shape shape)
{
    bool exists;
    const char *full = scoped_name(graph, name);
    gfla_tensor *tensor = existing_leaf(graph, full, shape, GFLA_ROLE_PARAM, &exists);
    if (exists)
        return tensor && tensor->needs_grad && is_frozen(graph, full) ? gfla_graph_detach(graph, tensor) : tensor;
    tensor = new_tensor(graph, full, shape, GFLA_LAYOUT_PLAIN, GFLA_ROLE_PARAM);
    if (tensor)
        tensor->needs_grad = !is_frozen(graph, full);
    return tensor;
}

gfla_tensor *gfla_graph_state(gfla_graph *graph, const char *name, struct gfla_shape shape, float fill)
{
    bool exists;
    const char *full = scoped_name(graph, name);
    gfla_tensor *tensor = existing_leaf(graph, full, shape, GFLA_ROLE_STATE, &exists);
    if (exists)
        return tensor;
    tensor = new_tensor(graph, full, shape, GFLA_LAYOUT_PLAIN, GFLA_ROLE_STATE);
    if (tensor)
        tensor->fill = fill;
    return tensor;
}

void gfla_graph_alias(gfla_graph *graph, const char *name, gfla_tensor *param)
{
    gfla_status status;
    const char *full = param ? scoped_name(graph, name) : NULL;
    gfla_tensor *owner = param && param->view_of ? param->view_of : param;
    if (!full || (gfla_graph_find(graph, full) == owner && strcmp(owner->name, full) != 0) ||
        !is_free_name(graph, full))
        return;
    TRY(gfla_grow(&graph->aliases, &graph->alias_capacity, graph->n_aliases + 1, sizeof *graph->aliases, "aliases"));
    graph->aliases[graph->n_aliases++] = (struct gfla_graph_alias_entry){full, owner};
    return;
fail:
    keep_failure(graph, status);
}

gfla_tensor *gfla_graph_name(gfla_graph *graph, gfla_tensor *tensor, const char *fmt, ...)
{
    char name[192];
    va_list args;
    if (!tensor)
        return NULL;
    va_start(args, fmt);
    const int need = vsnprintf(name, sizeof name, fmt, args);
    va_end(args);
    if (need < 0 || (size_t)need >= sizeof name)
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "the name \"%.40s...\" is longer than %zu characters", name,
                        sizeof name - 1);
    const char *full = scoped_name(graph, name);
    const gfla_tensor *other = full ? gfla_graph_find(graph, full) : NULL;
    if (other && other != tensor && other->role == GFLA_ROLE_ACTIVATION)
        return tensor;
    if (!full || !is_free_name(graph, full))
        return NULL;
    tensor->name = full;
    if (tensor->producer)
        tensor->producer->label = full;
    return tensor;
}

gfla_tensor *gfla_graph_keep(gfla_tensor *tensor)
{
    if (tensor)
        tensor->keep = true;
    return tensor;
}

gfla_tensor *gfla_graph_detach(gfla_graph *graph, gfla_tensor *tensor)
{
    if (!tensor)
        return NULL;
    gfla_tensor *view = new_tensor(graph, "", tensor->shape, tensor->layout, tensor->role);
    if (view) {
        view->view_of = gfla_tensor_storage(tensor);
        view->producer = tensor->producer;
    }
    return view;
}

void gfla_graph_freeze(gfla_graph *graph, const char *prefix)
{
    if (is_frozen(graph, prefix))
        return;
    const char *copy = gfla_arena_strdup(graph->arena, prefix);
    if (!copy)
        keep_failure(graph, GFLA_ERROR_MEMORY);
    else if (graph->n_frozen == GFLA_MAX_FROZEN)
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "more than %d frozen prefixes", GFLA_MAX_FROZEN);
    else
        graph->frozen[graph->n_frozen++] = copy;
}

gfla_status gfla_node_list_add(struct gfla_node_list *list, struct gfla_node *node)
{
    gfla_status status;
    TRY(gfla_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items, "nodes of a graph"));
    list->items[list->count++] = node;
    return GFLA_OK;
fail:
    return status;
}

struct gfla_node *gfla_graph_add(gfla_graph *graph, const struct gfla_op *op, gfla_tensor *const *in, int n_in,
                                 const void *params, size_t params_size)
{
    gfla_status status;
    struct gfla_node *node;
    if (graph->status != GFLA_OK)
        return NULL;
    node = gfla_arena_alloc(graph->arena, sizeof *node);
    void *copy = params_size ? gfla_arena_alloc(graph->arena, params_size) : NULL;
    if (!node || (params_size && !copy))
        TRY(GFLA_ERROR_MEMORY);
    if (params_size)
        memcpy(copy, params, params_size);
    node->op = op;
    node->params = copy;
    node->n_in = n_in;
    for (int i = 0; i < n_in; i++)
        node->in[i] = in[i];
    node->label = graph->label ? graph->label : gfla_arena_strdup(graph->arena, graph->scope);
    if (!node->label)
        TRY(GFLA_ERROR_MEMORY);
    TRY(gfla_node_list_add(&graph->nodes, node));
    return node;
fail:
    keep_failure(graph, status);
    return NULL;
}

gfla_tensor *gfla_node_output(gfla_graph *graph, struct gfla_node *node, struct gfla_shape shape,
                              enum gfla_layout layout)
{
    if (!node)
        return NULL;
    gfla_tensor *tensor = new_tensor(graph, "", shape, layout, GFLA_ROLE_ACTIVATION);
    if (!tensor)
        return NULL;
    tensor->producer = node;
    for (int i = 0; i < node->n_in; i++)
        if (node->in[i] && node->in[i]->needs_grad && node->op->differentiate)
            tensor->needs_grad = true;
    node->out[node->n_out++] = tensor;
    return tensor;
}

void gfla_node_set_output(struct gfla_node *node, int index, gfla_tensor *tensor)
{
    if (!node || !tensor)
        return;
    node->out[index] = tensor;
    if (node->n_out <= index)
        node->n_out = index + 1;
    tensor->producer = node;
}

gfla_tensor *gfla_tensor_storage(gfla_tensor *tensor)
{
    return tensor->view_of ? tensor->view_of : tensor;
}

int64_t gfla_tensor_stored(const gfla_tensor *tensor)
{
    const int64_t *d = tensor->shape.dim;
    if (tensor->layout == GFLA_LAYOUT_PLAIN)
        return gfla_shape_count(tensor->shape);
    return d[0] * ((d[1] + GFLA_LANES - 1) / GFLA_LANES) * d[2] * d[3] * GFLA_LANES;
}

size_t gfla_graph_n_tensors(const gfla_graph *graph)
{
    return graph->n_tensors;
}

gfla_tensor *gfla_graph_tensor(const gfla_graph *graph, size_t index)
{
    return graph->tensors[index];
}

size_t gfla_graph_n_nodes(const gfla_graph *graph)
{
    return graph->nodes.count;
}

struct gfla_node *gfla_graph_node(const gfla_graph *graph, size_t index)
{
    return graph->nodes.items[index];
}

gfla_chooser *gfla_graph_chooser(const gfla_graph *graph)
{
    return graph->chooser;
}
