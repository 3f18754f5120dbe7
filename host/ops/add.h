/* ops/add.h - sums and multiples of tensors, and constants; of any shape and layout.
 * As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure stays in the
 * graph. */
#ifndef GFLA_OPS_ADD_H
#define GFLA_OPS_ADD_H

#include "graph/graph.h"

/* a + b, fa * a + fb * b; of one shape and layout. */
gfla_tensor *gfla_add(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b);
gfla_tensor *gfla_add_scaled(gfla_graph *graph, gfla_tensor *a, float fa, gfla_tensor *b, float fb);

/* factor * src. */
gfla_tensor *gfla_scale(gfla_graph *graph, gfla_tensor *src, float factor);

/* A tensor of one value everywhere (zero lanes stay zero). */
gfla_tensor *gfla_fill(gfla_graph *graph, struct gfla_shape shape, enum gfla_layout layout, float value);

/* For fusions: whether the node is a gfla_add. */
bool gfla_is_sum(const struct gfla_node *node);
/* For whoever writes networks down: whether the node is one of these, and its numbers. */
bool gfla_is_add_scaled(const struct gfla_node *node, float *fa, float *fb);
bool gfla_is_scale(const struct gfla_node *node, float *factor);
bool gfla_is_fill(const struct gfla_node *node, float *value);

#endif
