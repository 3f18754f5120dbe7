/* ops/skeleton_map.h - key points as a drawing: smooth limbs one pixel wide and a disk at each joint, which the
 * published dance model sees beside the heat maps. */
#ifndef GFLA_OPS_SKELETON_MAP_H
#define GFLA_OPS_SKELETON_MAP_H

#include "cl/shared/skeleton.h"
#include "graph/graph.h"

struct gfla_skeleton_map_params {
    int64_t h, w;
    struct gfla_skeleton skeleton; /* up to 32 limbs and joints */
};

/* points [n, joints, 2] PLAIN as in ops/heat_maps.h, as many joints as the skeleton has. Returns [n, 3, h, w] BLOCKED:
 * red, green and blue, whole numbers 0 .. 255, on black. No gradients.
 * A limb with both ends there is white; a pixel inside its bounding box whose middle has the distance d < 1 from it is
 * 255 (1 - d), truncated: what skimage.draw.line_aa draws. A joint is the pixels whose middles are nearer to it than 2,
 * in its colour. Limbs come first, then joints, both in order, and each replaces what it covers. */
gfla_tensor *gfla_skeleton_map(gfla_graph *graph, gfla_tensor *points, const struct gfla_skeleton_map_params *params);

#endif
