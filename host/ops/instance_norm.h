/* ops/instance_norm.h - instance normalisation (PyTorch InstanceNorm2d, affine, eps 1e-5, biased variance, no running
 * statistics). As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure
 * stays in the graph. */
#ifndef GFLA_OPS_INSTANCE_NORM_H
#define GFLA_OPS_INSTANCE_NORM_H

#include "graph/graph.h"

#define GFLA_INSTANCE_NORM_EPS 1e-5f

/* src [n, c, h, w] BLOCKED; weight, bias [c]:
 * (src - mean) / sqrt(var + eps) * weight + bias, with mean and variance over h and w of each channel of each sample.
 */
gfla_tensor *gfla_instance_norm(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weight, gfla_tensor *bias);

/* The same followed by leaky relu, in one pass forward and one backward; slope >= 0. */
gfla_tensor *gfla_instance_norm_leaky_relu(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weight, gfla_tensor *bias,
                                           float slope);

/* For fusions: whether it is one of these, and its slope, 1 where there is none; and what a convolution needs to do the
 * rest (cl/shared/conv_prologue.h), [n * blocks][3][16] PLAIN. */
bool gfla_is_instance_norm(const struct gfla_node *node, float *slope);
gfla_tensor *gfla_instance_norm_rows(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weight, gfla_tensor *bias);
bool gfla_is_instance_norm_rows(const struct gfla_node *node);

/* The same rows of PLAIN sources [n, c, h, w] behind one another along channels, at most three, of a shape that this is
 * made for (instance_norm_plain.c). Lanes past the last channel are left as they are. */
bool gfla_instance_norm_takes_plain(struct gfla_shape shape);
gfla_tensor *gfla_instance_norm_plain_rows(gfla_graph *graph, gfla_tensor *const *sources, int n_sources,
                                           gfla_tensor *weight, gfla_tensor *bias);

#endif
