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
    /* The name of the first dimension of every input and output, which then takes any size; build the network for a
     * batch of 1. NULL: the batch is fixed as built. */
    const char *batch;
    /* The numbers of a parameter, gfla_shape_count(parameter->shape) of them. */
    gfla_status (*read)(void *context, const gfla_tensor *parameter, float *values);
    void *context;
    const char *name, *summary; /* in the file */
    const struct gfla_onnx_pair *metadata;
    size_t n_metadata;
};

/* Writes the part of the network that the outputs need. GFLA_ERROR_USAGE names an op that ONNX cannot express, and
 * nothing is written. Errors of `read` are passed on. Blocks; holds the weights in memory twice. `report` may be
 * NULL. */
gfla_status gfla_onnx_network_write(const char *path, const struct gfla_onnx_network *network,
                                    struct gfla_onnx_report *report);

#endif
