/* ops/heat_maps.h - key points as maps: what tells a network where the joints of a person are. */
#ifndef GFLA_OPS_HEAT_MAPS_H
#define GFLA_OPS_HEAT_MAPS_H

#include "graph/graph.h"

struct gfla_heat_maps_params {
    int64_t h, w;
    float sigma; /* in pixels; 0: 6, as the published models */
};

/* points [n, joints, 2] PLAIN, x then y, in pixels of the maps. Coordinates are truncated towards zero, as the
 * published code does. A joint is missing where x or y is -1, as in the published annotations, is no number or lies
 * beyond a million; others may lie outside. Returns [n, joints, h, w] BLOCKED: exp(-((y - y0)^2 + (x - x0)^2) / (2
 * sigma^2)); zeros for a missing joint. No gradients. */
gfla_tensor *gfla_heat_maps(gfla_graph *graph, gfla_tensor *points, const struct gfla_heat_maps_params *params);

/* For ops that take such points: whether the tensor is [n, 1 .. limit, 2] PLAIN; otherwise the graph fails and names
 * `op`. */
bool gfla_points_valid(gfla_graph *graph, const char *op, const gfla_tensor *points, int64_t limit);

#endif
