/* ops/tile.h - one vector per sample repeated over all pixels.
 * As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure stays in the
 * graph. */
#ifndef GFLA_OPS_TILE_H
#define GFLA_OPS_TILE_H

#include "graph/graph.h"

/* src [n, c, 1, 1] BLOCKED -> [n, c, h, w]. */
gfla_tensor *gfla_tile(gfla_graph *graph, gfla_tensor *src, int64_t h, int64_t w);

#endif
