/* tasks/check/layer.h - one class of layer, as it occurs in networks: found in a graph, built alone, computed by
 * host/ref; for `gfla bench` and the self-check. */
#ifndef GFLA_TASKS_CHECK_LAYER_H
#define GFLA_TASKS_CHECK_LAYER_H

#include "graph/graph.h"
#include "ref/conv2d_ref.h"

#define GFLA_LAYER_SLOPE 0.1f /* of the rectifier behind a norm, and within an attention */

enum gfla_layer_op {
    GFLA_LAYER_CONV,
    GFLA_LAYER_CONV_TRANSPOSE,
    GFLA_LAYER_INSTANCE_NORM,
    GFLA_LAYER_LAYER_NORM,
    GFLA_LAYER_ATTENTION,
    GFLA_LAYER_OP_COUNT
};

enum { GFLA_LAYER_INPUTS = 7 }; /* at the most; in the order of host/ref */

#define GFLA_LAYER_MOST 3e7 /* products of plain C, where there is time for it */

struct gfla_layer {
    enum gfla_layer_op op;
    char name[96];         /* all that tells it from other classes: "conv2d 64->64 3x3 @64x64" */
    struct gfla_conv conv; /* CONV; of CONV_TRANSPOSE the convolution whose data gradient it is */
    bool has_bias;         /* CONV, CONV_TRANSPOSE */
    int n, c, h, w;        /* of the others: what they take and give */
    int k, hidden;         /* ATTENTION */
};

static inline bool gfla_layer_is_conv(const struct gfla_layer *layer)
{
    return layer->op == GFLA_LAYER_CONV || layer->op == GFLA_LAYER_CONV_TRANSPOSE;
}

/* Calls add for each layer of a network that was not planned yet, in the order of its nodes, attentions first: these are
 * layers of many nodes, which do not count by themselves. The first failure of add is returned. */
gfla_status gfla_layers_find(const gfla_graph *graph, gfla_status (*add)(void *context, const struct gfla_layer *layer),
                             void *context);

/* Makes a layer of the same kind of it on small maps, of about side x side pixels where it computes, with the same
 * channels; of an attention, few of those that it only sums over. One image. */
void gfla_layer_shrink(struct gfla_layer *layer, int side);

/* What a layer without multiplications to speak of must read and write; 0: multiplications are what counts. */
double gfla_layer_bytes(const struct gfla_layer *layer);

/* Appends the layer alone, its inputs and parameters in the order of host/ref, and the output, to be kept; the rest of
 * `in` is NULL. */
gfla_status gfla_layer_build(const struct gfla_layer *layer, gfla_graph *graph, gfla_tensor *in[GFLA_LAYER_INPUTS],
                             gfla_tensor **out);

/* The largest |out - host/ref| / max(1, max |host/ref|), where `in` are the numbers that the layer was given and `out`
 * those that it gave. Plain C takes long: convolutions are compared in as many channels as about `most` products
 * allow, attentions in one row. */
gfla_status gfla_layer_error(const struct gfla_layer *layer, const double *const in[GFLA_LAYER_INPUTS],
                             const float *out, double most, double *error);

#endif
