/* tasks/model/describe_modules.h - a network's nodes and parameters summed up by module, from the graph that its
 * builder made. */
#ifndef GFLA_TASKS_MODEL_DESCRIBE_MODULES_H
#define GFLA_TASKS_MODEL_DESCRIBE_MODULES_H

#include "graph/graph.h"

/* A module is the first two parts of a name: "target.decoder0". What lies between modules counts for the outer one,
 * "flow_net", which is listed if that is work. */
struct gfla_describe_module {
    char name[64];
    struct gfla_shape output; /* of its last node */
    int64_t n_parameters;
    double flops; /* of one run, batch and all */
};

struct gfla_describe_modules {
    struct gfla_describe_module *items;
    size_t count, capacity;
    int64_t n_parameters;
    const char *prefix; /* lives as long as the graph */
};

/* In the order in which they are computed; a prefix that all names have is left out. Before the graph is planned, which
 * rewrites its nodes. */
gfla_status gfla_describe_modules_create(struct gfla_describe_modules *modules, const gfla_graph *graph,
                                         const char *prefix);
void gfla_describe_modules_destroy(struct gfla_describe_modules *modules);

#endif
