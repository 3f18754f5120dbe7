/* ops/face_maps.h - what the face networks see of a face: 16 maps. */
#ifndef GFLA_OPS_FACE_MAPS_H
#define GFLA_OPS_FACE_MAPS_H

#include "graph/graph.h"

#define GFLA_FACE_MAPS 16
#define GFLA_FACE_MAPS_PARTS 14 /* of curves; the other maps are edges and labels */

struct gfla_face_maps_params {
    int h, w;
};

/* curves [n, k, 8] PLAIN, as in ops/face_curves.h, of 14 parts; sides [n, l, 6] PLAIN, as in ops/label_map.h; grey [n,
 * 1, h, w] BLOCKED, the image of the face in 0 .. 255, or NULL. Returns [n, 16, h, w] BLOCKED, of which
 *   0        is 1 on the curves of all parts and on the image's edges (ops/canny.h, as its params are by default)
 *            outside the regions, else 0
 *   1 .. 14  are the distances from the curves of each part (ops/distance_map.h, 3 pixels a step)
 *   15       is the label: 0, 1 ...
 * No gradients. */
gfla_tensor *gfla_face_maps(gfla_graph *graph, gfla_tensor *curves, gfla_tensor *sides, gfla_tensor *grey,
                            const struct gfla_face_maps_params *params);

/* The last step of these: curves drawn and distances, both [n, 14, h, w], labels and edges (or NULL), both [n, 1, h,
 * w]; all BLOCKED. */
gfla_tensor *gfla_face_maps_join(gfla_graph *graph, gfla_tensor *drawn, gfla_tensor *distances, gfla_tensor *labels,
                                 gfla_tensor *edges);

#endif
