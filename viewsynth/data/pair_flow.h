/* data/pair_flow.h - exact flow and visibility between two rendered views of a model, from their depths and poses. */
#ifndef VIEWSYNTH_DATA_PAIR_FLOW_H
#define VIEWSYNTH_DATA_PAIR_FLOW_H

#include "viewsynth/data/views.h"

/* What the source knows of a pixel of the target. */
enum gfla_point { GFLA_POINT_BACKGROUND, GFLA_POINT_HIDDEN, GFLA_POINT_VISIBLE };

/* Views of size x size pixels as gfla_views_read gives them. flow [2][size][size]: what is at (x, y) of the target lies
 * at (x + flow_x, y + flow_y) of the source, 0 in the background; points [size][size]: enum gfla_point. A point is
 * visible when one of the four pixels around its place in the source has its depth. */
struct gfla_pair_view {
    const uint16_t *depth; /* as gfla_views_read_number gives it */
    struct gfla_depth_code code;
    struct gfla_camera camera;
};
gfla_status gfla_pair_flow(const struct gfla_pair_view *source, const struct gfla_pair_view *target, int size,
                           float *flow, uint8_t *points);

#endif
