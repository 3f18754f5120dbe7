/* bench/bench_layer.h - one class of layer, as it occurs in networks: found in a graph, built alone, computed by
 * host/ref. */
#ifndef GFLA_BENCH_BENCH_LAYER_H
#define GFLA_BENCH_BENCH_LAYER_H

#include "graph/graph.h"
#include "ref/conv2d_ref.h"

#define GFLA_BENCH_LAYER_SLOPE 0.1f /* of the rectifier behind a norm, and within an attention */

enum gfla_bench_layer_op {
    GFLA_BENCH_CONV,
    GFLA_BENCH_CONV_TRANSPOSE,
    GFLA_BENCH_INSTANCE_NORM,
    GFLA_BENCH_LAYER_NORM,
    GFLA_BENCH_ATTENTION,
    GFLA_BENCH_LAYER_OP_COUNT
};

enum { GFLA_BENCH_LAYER_INPUTS = 7 }; /* at the most; in the order of host/ref */

struct gfla_bench_layer {
    enum gfla_bench_layer_op op;
    char name[96];         /* all that tells it from other classes: "conv2d 64->64 3x3 @64x64" */
    struct gfla_conv conv; /* CONV; of CONV_TRANSPOSE the convolution whose data gradient it is */
    bool has_bias;         /* CONV, CONV_TRANSPOSE */
    int n, c, h, w;        /* of the others: what they take and give */
    int k, hidden;         /* ATTENTION */
};

/* Whether the node, of a network that was not planned yet, is a layer of some class. */
bool gfla_bench_layer_of_node(const struct gfla_node *node, struct gfla_bench_layer *layer);
/* Whether the parameter is the first one of an attention, which is a layer of many nodes; *scope is what the names of
 * these, and their labels, begin with. */
bool gfla_bench_layer_of_attention(const gfla_graph *graph, const gfla_tensor *param, struct gfla_bench_layer *layer,
                                   char scope[128]);

/* What a layer without multiplications to speak of must read and write; 0: multiplications are what counts. */
double gfla_bench_layer_bytes(const struct gfla_bench_layer *layer);

/* Appends the layer alone, its inputs and parameters in the order of host/ref, and the output, to be kept; the rest of
 * `in` is NULL. */
gfla_status gfla_bench_layer_build(const struct gfla_bench_layer *layer, gfla_graph *graph,
                                   gfla_tensor *in[GFLA_BENCH_LAYER_INPUTS], gfla_tensor **out);

/* bench_layer_check.c. The largest |out - host/ref| / max(1, max |host/ref|), where `in` are the numbers that the layer
 * was given and `out` those that it gave. Plain C takes long: large layers are compared in some channels or rows
 * alone. */
gfla_status gfla_bench_layer_error(const struct gfla_bench_layer *layer,
                                   const double *const in[GFLA_BENCH_LAYER_INPUTS], const float *out, double *error);

#endif
