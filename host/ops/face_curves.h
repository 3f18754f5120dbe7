/* ops/face_curves.h - curves drawn into maps of 0 and 1, exactly alike on every device. */
#ifndef GFLA_OPS_FACE_CURVES_H
#define GFLA_OPS_FACE_CURVES_H

#include "graph/graph.h"

struct gfla_face_curves_params {
    int parts; /* maps of one face */
    int h, w;
};

/* curves [n, k, 8] PLAIN: of each of n faces k quadratic Bezier curves, a row being part, places, and x and y of the
 * first, the control and the last point in pixels. A curve is drawn at so many places, evenly spread over its parameter
 * from 0 to 1; each is rounded down to a pixel (up where that is not 65536ths of a pixel away), and covers that one and
 * its neighbours to the left, above, and both. What is outside the map is not drawn. Rows whose part is none of 0 ..
 * parts - 1, that have no places or more than 16384, or numbers beyond +-32768, draw nothing.
 * Returns [n, parts, h, w] BLOCKED. No gradients. */
gfla_tensor *gfla_face_curves(gfla_graph *graph, gfla_tensor *curves, const struct gfla_face_curves_params *params);

#endif
