#include "ops/conv_algorithm.h"

#include <stdio.h>
#include <string.h>

static const struct gfla_conv_algorithm naive = {.name = "naive"};

/* The order of choice: special ones first; from gemm on, everything is supported everywhere. */
static const struct gfla_conv_algorithm *const table[] = {
    &gfla_conv_stride2,
    &gfla_conv_winograd4,
    &gfla_conv_winograd2,
    &gfla_conv_tile,
    &gfla_conv_group,
    &gfla_conv_gemm,
    &naive,
};
enum { N_ALGORITHMS = sizeof table / sizeof *table };

static gfla_status find_named(gfla_graph *graph, const char *name, int *index)
{
    char names[256] = "";
    size_t length = 0;
    for (*index = 0; *index < N_ALGORITHMS; ++*index)
        if (strcmp(name, table[*index]->name) == 0)
            return GFLA_OK;
    for (int i = 0; i < N_ALGORITHMS && length < sizeof names; i++)
        length += (size_t)snprintf(names + length, sizeof names - length, "%s%s", i ? ", " : "", table[i]->name);
    return gfla_graph_fail(graph, GFLA_ERROR_USAGE, "there is no convolution algorithm \"%s\". hint: one of %s", name, names);
}

gfla_status gfla_conv_choose(gfla_graph *graph, const struct gfla_conv *g, enum gfla_conv_step step,
                             const struct gfla_device_info *device, const struct gfla_conv_algorithm **algorithm)
{
    gfla_status status;
    const char *name = gfla_graph_conv_algorithm(graph);
    int first = 0;
    if (name)
        TRY(find_named(graph, name, &first));
    for (int i = first; i < N_ALGORITHMS; i++) {
        const struct gfla_conv_algorithm *a = *algorithm = table[i];
        const bool is_named = name && i == first;
        if ((!a->supports || a->supports(g, step, device)) && (is_named || !a->suits || a->suits(g, step, device)))
            break;
    }
    return GFLA_OK;
fail:
    return status;
}

bool gfla_conv_has_wide_vectors(const struct gfla_device_info *device)
{
    return device->kind == GFLA_DEVICE_CPU || device->kind == GFLA_DEVICE_NULL;
}
