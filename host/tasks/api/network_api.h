/* tasks/api/network_api.h - what the files that implement gfla/graph.h share. */
#ifndef GFLA_TASKS_API_NETWORK_API_H
#define GFLA_TASKS_API_NETWORK_API_H

#include <gfla/graph.h>

#include "graph/plan.h"
#include "ops/adam.h"

/* The values with which a parameter begins, until the network is planned. */
struct gfla_network_values {
    gfla_tensor *param;
    float *values;
};

struct gfla_network {
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_device *device;
    struct gfla_network_values *begin;
    size_t n_begin, begin_capacity;
    gfla_tensor *hyper; /* of the updates; NULL: parameters are not trained */
    struct gfla_adam_params adam;
    int64_t n_steps; /* updates so far */
};

/* Whether n tensors can be built on; otherwise an op returns NULL: one of them is NULL, or the network failed. Fails it
 * when it is planned already, or one is not its own. */
bool gfla_network_can_build(gfla_network *network, gfla_tensor *const *in, int n);

#endif
