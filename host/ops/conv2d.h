/* ops/conv2d.h - two-dimensional convolution (torch.nn.functional.conv2d), differentiable in everything. */
#ifndef GFLA_OPS_CONV2D_H
#define GFLA_OPS_CONV2D_H

#include <gfla/graph.h> /* gfla_padding */

#include "graph/graph.h"

struct gfla_conv2d_params {
    int stride; /* 0 means 1 */
    int pad;    /* on each of the four sides; may be larger than the kernel needs, which enlarges the output */
    gfla_padding padding;
};

/* src [n][ic][h][w] BLOCKED, weights [oc][ic][kh][kw] PLAIN, bias [oc] PLAIN or NULL.
 * Returns [n][oc][(h + 2 pad - kh) / stride + 1][(w + 2 pad - kw) / stride + 1] BLOCKED. Fails the graph when the
 * shapes do not fit each other or the kernel is larger than the bordered source. */
gfla_tensor *gfla_conv2d(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weights, gfla_tensor *bias,
                         const struct gfla_conv2d_params *params);

#endif
