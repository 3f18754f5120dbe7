/* graph/plan_internal.h - what the files that make and run a plan know of it. */
#ifndef GFLA_GRAPH_PLAN_INTERNAL_H
#define GFLA_GRAPH_PLAN_INTERNAL_H

#include "graph/dependencies.h"
#include "graph/guard.h"
#include "graph/plan.h"

struct gfla_plan {
    gfla_graph *graph;
    gfla_device *device;
    gfla_commands *commands;
    size_t n_static_launches;        /* they come first: nodes that depend on parameters alone */
    gfla_dependencies *dependencies; /* by tensor index */
    struct gfla_dependency_ranges ranges;
    size_t *launch_end;        /* by node: launches up to and with its own */
    gfla_dependencies written; /* since the last run */
    bool is_released;          /* parameters that are packed are gone */
    gfla_buffer **chunks;      /* the arena */
    size_t n_chunks;
    gfla_buffer **owned; /* buffers of tensors, by tensor index; NULL where another plan owns them */
    size_t n_owned;
    bool is_isolated; /* every tensor in memory of its own, between guards */
    struct gfla_guards guards;
    float *staging; /* for layout changes on the way in and out */
    size_t staging_capacity;
    struct gfla_plan_memory memory;
};

/* Gives every tensor of the lowered graph its memory: parameters, state and inputs a buffer of their own or that of
 * `shared`, activations a place in the arena. Fills what has an initial value. */
gfla_status gfla_plan_allocate(gfla_plan *plan, gfla_plan *shared);

/* Bytes of a tensor in device memory, zero lanes included. */
size_t gfla_tensor_bytes(const gfla_tensor *tensor);

#endif
