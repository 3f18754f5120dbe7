/* tasks/pose/pose_maps.h - how a network of the pose task came to its last image: flow, mask and attention. */
#ifndef GFLA_TASKS_POSE_POSE_MAPS_H
#define GFLA_TASKS_POSE_POSE_MAPS_H

#include "tasks/pose/pose_transfer.h"

/* The finest flow of the network. Starts as {0}. */
struct gfla_pose_maps {
    int width, height, k;
    float *flow;   /* [2, height, width], x then y, in pixels of the map */
    float *mask;   /* [height, width]: how much is taken from the source; NULL where the network has none */
    float *weight; /* [k * k, height, width] of local attention; NULL: not kept, or the network has none */
};
/* GFLA_ERROR_USAGE: the network has no flow. */
gfla_status gfla_pose_maps_fetch(struct gfla_pose_maps *maps, const struct gfla_people_model *model, bool with_weight);
void gfla_pose_maps_free(struct gfla_pose_maps *maps);

/* The source as the network's local attention takes it, of the size of the maps. */
gfla_status gfla_pose_maps_attention(const struct gfla_pose_maps *maps, const struct gfla_bitmap *source,
                                     struct gfla_bitmap *image);

#endif
