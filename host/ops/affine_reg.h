/* ops/affine_reg.h - affine regularisation of a flow. */
#ifndef GFLA_OPS_AFFINE_REG_H
#define GFLA_OPS_AFFINE_REG_H

#include "graph/graph.h"

/* flow [n,2,h,w] -> scalar [1]: scale * mean over batch and valid k x k windows of |K g|^2, summed over the coordinates
 * x and y; g the window's values, K = A (A^T A)^-1 A^T - I with A = (x, y, 1): what the best affine fit leaves. The
 * published loss takes g of grid + flow, but K annihilates the grid. k is 2 to 15. Gradient to flow. */
gfla_tensor *gfla_affine_reg(gfla_graph *graph, gfla_tensor *flow, int k, float scale);

#endif
