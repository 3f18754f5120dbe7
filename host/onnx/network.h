/* onnx/network.h - a built network, with its weights, written as an ONNX file. */
#ifndef GFLA_ONNX_NETWORK_H
#define GFLA_ONNX_NETWORK_H

#include "graph/graph.h"
#include "io/onnx/onnx.h"

struct gfla_onnx_output {
    const char *name;
    gfla_tensor *tensor;
};

struct gfla_onnx_network {
    gfla_graph *graph;          /* not planned */
    gfla_tensor *const *inputs; /* in the order in which the file lists them, by their names in the graph */
    size_t n_inputs;
    const struct gfla_onnx_output *outputs;
    size_t n_outputs;
    /* What the first dimension of every input and output is called, which then takes any size; the network must be built for 1. NULL: it is
     * as built. */
    const char *batch;
    /* The numbers of a parameter, gfla_shape_count(parameter->shape) of them. */
    gfla_status (*read)(void *context, const gfla_tensor *parameter, float *values);
    void *context;
    const char *name, *summary; /* in the file */
    const struct gfla_onnx_pair *metadata;
    size_t n_metadata;
};

/* Writes what the outputs need. GFLA_ERROR_USAGE names an op that has no form in ONNX; then nothing is written. Errors of `read` are passed
 * on. Weights are in memory twice meanwhile. `report` may be NULL. */
gfla_status gfla_onnx_network_write(const char *path, const struct gfla_onnx_network *network,
                                    struct gfla_onnx_report *report);

#endif
