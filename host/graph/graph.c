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
    gfla_graph_shares_free((*graph)->shares);
    free(*graph);
    *graph = NULL;
}

gfla_status gfla_graph_keep_failure(gfla_graph *graph, gfla_status code)
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
    return gfla_fail(graph->status, "%s",
                     graph->message ? graph->message : "a network that is being built: host memory ran out");
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
    return gfla_graph_keep_failure(graph, gfla_fail(code, "%s%s", graph->scope, text));
}

gfla_tensor *gfla_graph_new_tensor(gfla_graph *graph, const char *name, struct gfla_shape shape,
                                   enum gfla_layout layout, enum gfla_role role)
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
    if (name[0] && !gfla_graph_is_free_name(graph, name))
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
    gfla_graph_keep_failure(graph, status);
    return NULL;
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
    gfla_tensor *view = gfla_graph_new_tensor(graph, "", tensor->shape, tensor->layout, tensor->role);
    if (view) {
        view->view_of = gfla_tensor_storage(tensor);
        view->producer = tensor->producer;
    }
    return view;
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
    gfla_graph_keep_failure(graph, status);
    return NULL;
}

gfla_tensor *gfla_node_output(gfla_graph *graph, struct gfla_node *node, struct gfla_shape shape,
                              enum gfla_layout layout)
{
    if (!node)
        return NULL;
    gfla_tensor *tensor = gfla_graph_new_tensor(graph, "", shape, layout, GFLA_ROLE_ACTIVATION);
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
