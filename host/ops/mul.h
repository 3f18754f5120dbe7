/* ops/mul.h - products of tensors, element by element.
 * As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure stays in the
 * graph. */
#ifndef GFLA_OPS_MUL_H
#define GFLA_OPS_MUL_H

#include "graph/graph.h"

/* a * b of one shape and layout; or a [n, c, h, w] and b [n, 1, h, w], both BLOCKED: every channel of a times b
 * (masks). */
gfla_tensor *gfla_mul(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b);

#endif
