/* data/pair_flow.h - exact flow and visibility between two rendered views of a model, from their depths and poses. */
#ifndef VIEWSYNTH_DATA_PAIR_FLOW_H
#define VIEWSYNTH_DATA_PAIR_FLOW_H

#include "viewsynth/data/views.h"

/* What the source knows of a pixel of the target. */
enum gfla_point { GFLA_POINT_BACKGROUND, GFLA_POINT_HIDDEN, GFLA_POINT_VISIBLE };

/* Depths of size x size pixels as gfla_views_read gives them. */
struct gfla_pair_views {
    const uint16_t *source_depth, *target_depth;
    struct gfla_pose source_pose, target_pose;
    int size;
};

/* render/flow.h on stored depths. flow [2][size][size]: what is at (x, y) of the target lies at (x + flow_x, y + flow_y) of the
 * source, 0 in the background; points [size][size]: enum gfla_point; scratch: room for GFLA_PAIR_FLOW_SCRATCH planes. */
#define GFLA_PAIR_FLOW_SCRATCH 3
gfla_status gfla_pair_flow(const struct gfla_pair_views *views, float *scratch, float *flow, uint8_t *points);

#endif
