/* ops/distance_map.h - how far each pixel is from what is drawn. */
#ifndef GFLA_OPS_DISTANCE_MAP_H
#define GFLA_OPS_DISTANCE_MAP_H

#include "graph/graph.h"

/* src [n, c, h, w] BLOCKED, where what is above 1/2 is drawn. Returns, of the same shape, the distance along rows and
 * columns (L1, exact) to the nearest drawn pixel of the channel as a byte of which each step is `divisor` pixels, in 0
 * .. 1: floor(distance / divisor), at the most 255, / 255. Of an empty channel all is 1. No gradients. */
gfla_tensor *gfla_distance_map(gfla_graph *graph, gfla_tensor *src, int divisor);

#endif
