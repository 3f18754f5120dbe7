/* The leaves of a graph: inputs, parameters, state. */
#include <string.h>

#include "graph/graph_internal.h"

gfla_tensor *gfla_graph_input(gfla_graph *graph, const char *name, struct gfla_shape shape, enum gfla_layout layout)
{
    return gfla_graph_new_tensor(graph, gfla_graph_scoped_name(graph, name), shape, layout, GFLA_ROLE_INPUT);
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
    gfla_graph_keep_failure(graph, GFLA_ERROR_USAGE);
    return NULL;
}

gfla_tensor *gfla_graph_param(gfla_graph *graph, const char *name, struct gfla_shape shape)
{
    bool exists;
    const char *full = gfla_graph_scoped_name(graph, name);
    gfla_tensor *tensor = existing_leaf(graph, full, shape, GFLA_ROLE_PARAM, &exists);
    if (exists)
        return tensor && tensor->needs_grad && is_frozen(graph, full) ? gfla_graph_detach(graph, tensor) : tensor;
    tensor = gfla_graph_new_tensor(graph, full, shape, GFLA_LAYOUT_PLAIN, GFLA_ROLE_PARAM);
    if (tensor)
        tensor->needs_grad = !is_frozen(graph, full);
    return tensor;
}

gfla_tensor *gfla_graph_state(gfla_graph *graph, const char *name, struct gfla_shape shape, float fill)
{
    bool exists;
    const char *full = gfla_graph_scoped_name(graph, name);
    gfla_tensor *tensor = existing_leaf(graph, full, shape, GFLA_ROLE_STATE, &exists);
    if (exists)
        return tensor;
    tensor = gfla_graph_new_tensor(graph, full, shape, GFLA_LAYOUT_PLAIN, GFLA_ROLE_STATE);
    if (tensor)
        tensor->fill = fill;
    return tensor;
}

void gfla_graph_freeze(gfla_graph *graph, const char *prefix)
{
    if (is_frozen(graph, prefix))
        return;
    const char *copy = gfla_arena_strdup(graph->arena, prefix);
    if (!copy)
        gfla_graph_keep_failure(graph, GFLA_ERROR_MEMORY);
    else if (graph->n_frozen == GFLA_MAX_FROZEN)
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "more than %d frozen prefixes", GFLA_MAX_FROZEN);
    else
        graph->frozen[graph->n_frozen++] = copy;
}
