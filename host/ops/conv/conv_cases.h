/* ops/conv/conv_cases.h - the convolutions of a network: what a tuner has to measure. */
#ifndef GFLA_OPS_CONV_CONV_CASES_H
#define GFLA_OPS_CONV_CONV_CASES_H

#include "ops/conv/conv_algorithm.h"

/* Different cases, and how often each was asked for. {NULL} to begin with; free(items). */
struct gfla_conv_cases {
    struct gfla_conv_case *items;
    int *uses;
    size_t count, capacity, uses_capacity;
};
gfla_status gfla_conv_cases_add(struct gfla_conv_cases *cases, const struct gfla_conv_case *c);
void gfla_conv_cases_free(struct gfla_conv_cases *cases);

/* The convolutions that a plan of the graph would choose algorithms for. Consumes the graph: it can only be destroyed
 * afterwards. */
gfla_status gfla_conv_collect(struct gfla_conv_cases *cases, gfla_graph *graph, const struct gfla_device_info *device,
                              bool training);

#endif
