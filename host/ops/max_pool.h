/* ops/max_pool.h - the largest of neighbouring pixels. */
#ifndef GFLA_OPS_MAX_POOL_H
#define GFLA_OPS_MAX_POOL_H

#include "ops/graph.h"

/* Largest of 2 x 2 pixels of src [n,c,h,w] BLOCKED; an odd last row or column is dropped (PyTorch max_pool2d, 2). h and w at
 * least 2. The gradient goes to the first pixel that holds the maximum. */
gfla_tensor *gfla_max_pool2(gfla_graph *graph, gfla_tensor *src);

#endif
