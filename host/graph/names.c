/* Names in a graph: scopes, aliases, look-up. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "graph/graph_internal.h"

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

const char *gfla_graph_scoped_name(gfla_graph *graph, const char *name)
{
    if (graph->status != GFLA_OK)
        return NULL;
    const char *full = gfla_arena_printf(graph->arena, "%s%s", graph->scope, name);
    if (!full)
        gfla_graph_keep_failure(graph, GFLA_ERROR_MEMORY);
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

bool gfla_graph_is_free_name(gfla_graph *graph, const char *name)
{
    if (!gfla_graph_find(graph, name))
        return true;
    gfla_fail(GFLA_ERROR_USAGE, "there is already a tensor named \"%s\"", name);
    gfla_graph_keep_failure(graph, GFLA_ERROR_USAGE);
    return false;
}

void gfla_graph_alias(gfla_graph *graph, const char *name, gfla_tensor *param)
{
    gfla_status status;
    const char *full = param ? gfla_graph_scoped_name(graph, name) : NULL;
    gfla_tensor *owner = param && param->view_of ? param->view_of : param;
    if (!full || (gfla_graph_find(graph, full) == owner && strcmp(owner->name, full) != 0) ||
        !gfla_graph_is_free_name(graph, full))
        return;
    TRY(gfla_grow(&graph->aliases, &graph->alias_capacity, graph->n_aliases + 1, sizeof *graph->aliases, "aliases"));
    graph->aliases[graph->n_aliases++] = (struct gfla_graph_alias_entry){full, owner};
    return;
fail:
    gfla_graph_keep_failure(graph, status);
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
    const char *full = gfla_graph_scoped_name(graph, name);
    const gfla_tensor *other = full ? gfla_graph_find(graph, full) : NULL;
    if (other && other != tensor && other->role == GFLA_ROLE_ACTIVATION)
        return tensor;
    if (!full || !gfla_graph_is_free_name(graph, full))
        return NULL;
    tensor->name = full;
    if (tensor->producer)
        tensor->producer->label = full;
    return tensor;
}
