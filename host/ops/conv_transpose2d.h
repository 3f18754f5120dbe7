/* ops/conv_transpose2d.h - transposed convolution (torch.nn.functional.conv_transpose2d), differentiable in
 * everything. */
#ifndef GFLA_OPS_CONV_TRANSPOSE2D_H
#define GFLA_OPS_CONV_TRANSPOSE2D_H

#include "graph/graph.h"

struct gfla_conv_transpose2d_params {
    int stride;     /* 0 means 1 */
    int pad;        /* removed from each side of the output */
    int output_pad; /* rows and columns added at the bottom and right; less than stride */
};

/* src [n][ic][h][w] BLOCKED, weights [ic][oc][kh][kw] PLAIN, bias [oc] PLAIN or NULL.
 * Returns [n][oc][(h - 1) stride - 2 pad + kh + output_pad][the same for w] BLOCKED. */
gfla_tensor *gfla_conv_transpose2d(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weights, gfla_tensor *bias,
                                   const struct gfla_conv_transpose2d_params *params);

#endif
