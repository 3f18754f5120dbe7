/* graph/blocked.h - values between plain order and GFLA_LAYOUT_BLOCKED, for the planner alone: what enters and leaves a
 * plan. */
#ifndef GFLA_GRAPH_BLOCKED_H
#define GFLA_GRAPH_BLOCKED_H

#include "base/shape.h"

/* [n][c][h][w] to [n][ceil(c/16)][h][w][16]; lanes past the last channel become zero. */
void gfla_block_values(const struct gfla_shape *shape, const float *plain, float *blocked);
/* And back. */
void gfla_unblock_values(const struct gfla_shape *shape, const float *blocked, float *plain);

#endif
