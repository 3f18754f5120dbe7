#include "tasks/model/describe_modules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The length of the first two parts of a name. */
static size_t module_length(const char *name)
{
    size_t first = strcspn(name, ".");
    return name[first] ? first + 1 + strcspn(name + first + 1, ".") : first;
}

/* Finds or appends the module of a scope ("target.decoder0.0."), a tensor ("target.decoder0") or a parameter. */
static gfla_status find_module(struct gfla_describe_modules *modules, const char *name, size_t length,
                               struct gfla_describe_module **found)
{
    gfla_status status;
    while (length > 0 && name[length - 1] == '.')
        length--;
    const char *text = length ? name : "between", *end = length ? name + length : text + strlen(text);
    for (size_t i = 0; i < modules->count; i++) {
        *found = &modules->items[i];
        if (strlen((*found)->name) == (size_t)(end - text) && strncmp((*found)->name, text, (size_t)(end - text)) == 0)
            return GFLA_OK;
    }
    TRY(gfla_grow(&modules->items, &modules->capacity, modules->count + 1, sizeof *modules->items,
                  "a list of modules"));
    *found = &modules->items[modules->count++];
    **found = (struct gfla_describe_module){.n_parameters = 0};
    snprintf((*found)->name, sizeof(*found)->name, "%.*s", (int)(end - text), text);
    return GFLA_OK;
fail:
    return status;
}

static const char *without_prefix(const struct gfla_describe_modules *modules, const char *name)
{
    const size_t length = strlen(modules->prefix);
    return strncmp(name, modules->prefix, length) == 0 ? name + length : name;
}

/* A parameter's module, without its own last part. */
static gfla_status module_of_param(struct gfla_describe_modules *modules, const char *full_name,
                                   struct gfla_describe_module **found)
{
    const char *name = without_prefix(modules, full_name);
    const char *last = strrchr(name, '.');
    size_t scope = last ? (size_t)(last - name) : 0, length = module_length(name);
    return find_module(modules, name, length < scope ? length : scope, found);
}

/* Layers that are named by their parameters alone belong where these are. */
static gfla_status module_of_node(struct gfla_describe_modules *modules, const struct gfla_node *node,
                                  struct gfla_describe_module **found)
{
    for (int i = 0; i < node->n_in; i++)
        if (node->in[i] && node->in[i]->role == GFLA_ROLE_PARAM)
            return module_of_param(modules, node->in[i]->name, found);
    const char *label = without_prefix(modules, node->label);
    return find_module(modules, label, module_length(label), found);
}

/* Activations between modules, which are no work to speak of. */
static void drop_empty(struct gfla_describe_modules *modules)
{
    size_t kept = 0;
    for (size_t i = 0; i < modules->count; i++)
        if (modules->items[i].n_parameters > 0 || modules->items[i].flops > 0)
            modules->items[kept++] = modules->items[i];
    modules->count = kept;
}

/* The singular vectors of a spectral norm are kept with the parameters, but follow from them. */
static bool is_parameter(const gfla_tensor *tensor)
{
    const char *last = strrchr(tensor->name, '.');
    return tensor->role == GFLA_ROLE_PARAM && !tensor->view_of &&
           !(last && (strcmp(last, ".weight_u") == 0 || strcmp(last, ".weight_v") == 0));
}

gfla_status gfla_describe_modules_create(struct gfla_describe_modules *modules, const gfla_graph *graph,
                                         const char *prefix)
{
    gfla_status status;
    struct gfla_describe_module *module;
    *modules = (struct gfla_describe_modules){.prefix = prefix};
    for (size_t i = 0; i < gfla_graph_n_nodes(graph); i++) {
        const struct gfla_node *node = gfla_graph_node(graph, i);
        TRY(module_of_node(modules, node, &module));
        module->output = node->out[0]->shape;
        module->flops += node->op->flops ? node->op->flops(node) : 0;
    }
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (!is_parameter(tensor))
            continue;
        TRY(module_of_param(modules, tensor->name, &module));
        module->n_parameters += gfla_shape_count(tensor->shape);
        modules->n_parameters += gfla_shape_count(tensor->shape);
    }
    drop_empty(modules);
    return GFLA_OK;
fail:
    gfla_describe_modules_destroy(modules);
    return status;
}

void gfla_describe_modules_destroy(struct gfla_describe_modules *modules)
{
    free(modules->items);
    *modules = (struct gfla_describe_modules){0};
}
