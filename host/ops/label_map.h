/* ops/label_map.h - polygons filled with their labels, exactly alike on every device. */
#ifndef GFLA_OPS_LABEL_MAP_H
#define GFLA_OPS_LABEL_MAP_H

#include "graph/graph.h"

struct gfla_label_map_params {
    int h, w;
};

/* edges [n, k, 6] PLAIN: of each of n images k sides of polygons, a row being polygon, label, and x and y of both ends
 * in whole pixels. Sides of one polygon follow each other and go around it; a row whose polygon is below 0, or with a
 * coordinate beyond +-65536, is left out. A polygon covers the pixels inside (by the even-odd rule) and those of its
 * outline, where a side is the 8-connected line of the pixels nearest to it, of two equally near ones the one towards
 * its left end. Later polygons lie on earlier ones. Returns [n, 1, h, w] BLOCKED: the label, 0 where no polygon is. No
 * gradients. */
gfla_tensor *gfla_label_map(gfla_graph *graph, gfla_tensor *edges, const struct gfla_label_map_params *params);

#endif
