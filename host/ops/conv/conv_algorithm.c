#include "ops/conv/conv_algorithm.h"

#include <string.h>

#include "ops/conv/chooser.h"

static const struct gfla_conv_algorithm naive = {.name = "naive"};

/* The order of choice: special ones first; from gemm on, everything is supported everywhere. */
static const struct gfla_conv_algorithm *const table[] = {
    &gfla_conv_stride2,
    &gfla_conv_stride2_tile2,
    &gfla_conv_winograd4,
    &gfla_conv_winograd4_steps,
    &gfla_conv_winograd2,
    &gfla_conv_winograd4_weights_ranges,
    &gfla_conv_winograd4_weights,
    &gfla_conv_rows,
    &gfla_conv_tile,
    &gfla_conv_group,
    &gfla_conv_gemm,
    &naive,
};
enum { N_ALGORITHMS = sizeof table / sizeof *table };

bool gfla_conv_supports(const struct gfla_conv_algorithm *a, const struct gfla_conv_case *c,
                        const struct gfla_device_info *device)
{
    return !a->supports || a->supports(&(struct gfla_conv_job){&c->g, c->step, c->training, device, a->tile});
}

bool gfla_conv_competes(const struct gfla_conv_algorithm *a, const struct gfla_conv_case *c,
                        const struct gfla_device_info *device)
{
    return (!a->for_wide_vectors || gfla_conv_has_wide_vectors(device)) && gfla_conv_supports(a, c, device);
}

static bool suits(const struct gfla_conv_algorithm *a, const struct gfla_conv_case *c,
                  const struct gfla_device_info *device)
{
    if (a->for_wide_vectors && !gfla_conv_has_wide_vectors(device))
        return false;
    return !a->suits || a->suits(&(struct gfla_conv_job){&c->g, c->step, c->training, device, a->tile});
}

gfla_status gfla_conv_lower_by(const struct gfla_conv_algorithm *a, gfla_graph *graph, struct gfla_node *node,
                               enum gfla_conv_step step, const struct gfla_device_info *device)
{
    const bool training = gfla_graph_chooser(graph)->training;
    return a->lower ? a->lower(graph, node, &(struct gfla_conv_job){node->params, step, training, device, a->tile})
                    : GFLA_OK;
}

/* From `first` on; the first itself need only support. */
static const struct gfla_conv_algorithm *first_that_suits(int first, bool is_named, const struct gfla_conv_case *c,
                                                          const struct gfla_device_info *device)
{
    for (int i = first; i < N_ALGORITHMS; i++)
        if (gfla_conv_supports(table[i], c, device) && ((is_named && i == first) || suits(table[i], c, device)))
            return table[i];
    return &naive;
}

/* A GPU in software takes minutes to compile what the fast ones consist of, and its compiler is the one to trust least. */
const struct gfla_conv_algorithm *gfla_conv_default(const struct gfla_conv_case *c,
                                                    const struct gfla_device_info *device)
{
    if (device->is_software_gpu)
        return &naive;
    return first_that_suits(0, false, c, device);
}

const struct gfla_conv_algorithm *gfla_conv_named(const char *name, const struct gfla_conv_case *c,
                                                  const struct gfla_device_info *device)
{
    for (int i = 0; i < N_ALGORITHMS; i++)
        if (strcmp(name, table[i]->name) == 0)
            return first_that_suits(i, true, c, device);
    return NULL;
}

const struct gfla_conv_algorithm *const *gfla_conv_algorithms(int *count)
{
    *count = N_ALGORITHMS;
    return table;
}

bool gfla_conv_has_wide_vectors(const struct gfla_device_info *device)
{
    return device->kind == GFLA_DEVICE_CPU || device->kind == GFLA_DEVICE_NULL;
}
