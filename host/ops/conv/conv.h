/* ops/conv/conv.h - what the convolution op files share; for them alone.
 *
 * Every convolution, transposed or not, is described by one struct gfla_conv, and computed by three operations on it:
 *   fwd           {src, weights, bias or NULL} -> dst      also the data gradient of a transposed convolution
 *   bwd_data      {d_dst, weights, bias or NULL} -> d_src  also a forward transposed convolution
 *   bwd_weights   {src, d_dst} -> d_weights
 * An op table is made of the functions below and those of conv_lower.h, which replace its node by the nodes of an
 * algorithm (conv_algorithm.h). What the functions here record is the naive one: one work-item per result. */
#ifndef GFLA_OPS_CONV_CONV_H
#define GFLA_OPS_CONV_CONV_H

#include "cl/shared/conv.h"
#include "graph/graph.h"
#include "graph/record.h"

/* a / b, rounded up. */
static inline int gfla_divide_up(int a, int b)
{
    return (a + b - 1) / b;
}

gfla_status gfla_conv_fwd_record(struct gfla_recorder *recorder, const struct gfla_node *node);
gfla_status gfla_conv_bwd_data_record(struct gfla_recorder *recorder, const struct gfla_node *node);
gfla_status gfla_conv_bwd_weights_record(struct gfla_recorder *recorder, const struct gfla_node *node);
double gfla_conv_flops(const struct gfla_node *node); /* of a node whose params are a struct gfla_conv */
double gfla_conv_geometry_flops(const struct gfla_conv *g);

/* Appends a node of `op` with params g and returns its output: the shape of dst, src or the weights of g. */
gfla_tensor *gfla_conv_add_dst(gfla_graph *graph, const struct gfla_op *op, gfla_tensor *const in[3],
                               const struct gfla_conv *g);
gfla_tensor *gfla_conv_add_src(gfla_graph *graph, const struct gfla_op *op, gfla_tensor *const in[3],
                               const struct gfla_conv *g);
gfla_tensor *gfla_conv_add_weights(gfla_graph *graph, const struct gfla_op *op, gfla_tensor *src, gfla_tensor *d_dst,
                                   const struct gfla_conv *g);
/* The sum of d_dst over all but its channels: [c] PLAIN. */
gfla_tensor *gfla_conv_add_bias(gfla_graph *graph, gfla_tensor *d_dst);

/* The gradients of a forward node of (src, weights, bias) by the ops `data` and `weights`; transposed: src has the
 * place of g's dst. */
gfla_status gfla_conv_differentiate(gfla_graph *graph, struct gfla_node *node, const struct gfla_op *data,
                                    const struct gfla_op *weights, bool transposed);

/* Checks that layouts, ranks and limits hold for both users of g. Returns false after failing the graph. */
bool gfla_conv_check(gfla_graph *graph, const char *what, const struct gfla_conv *g);
bool gfla_conv_check_inputs(gfla_graph *graph, const char *what, const gfla_tensor *src, const gfla_tensor *weights,
                            const gfla_tensor *bias, int src_dim, int bias_dim);

/* The gradient of a border: d_bordered [n][c][h + 2 pad][w + 2 pad] added up where its pixels came from,
 * [n][c][h][w]. */
gfla_tensor *gfla_conv_unpad(gfla_graph *graph, gfla_tensor *d_bordered, const struct gfla_conv *g, gfla_tensor *d_src);

static inline int gfla_conv_blocks(int channels)
{
    return (channels + GFLA_LANES - 1) / GFLA_LANES;
}

#endif
