#include "ops/blocked.h"

#include <string.h>

#include "ops/graph.h"

/* Where lane c of image n begins in a blocked tensor; its pixels follow at a distance of GFLA_LANES. */
static size_t lane_offset(const struct gfla_shape *shape, int64_t n, int64_t c)
{
    const int64_t *d = shape->dim;
    int64_t n_blocks = (d[1] + GFLA_LANES - 1) / GFLA_LANES;
    return (size_t)((n * n_blocks + c / GFLA_LANES) * d[2] * d[3] * GFLA_LANES + c % GFLA_LANES);
}

void gfla_block_values(const struct gfla_shape *shape, const float *plain, float *blocked)
{
    const int64_t *d = shape->dim, area = d[2] * d[3];
    const int64_t n_blocks = (d[1] + GFLA_LANES - 1) / GFLA_LANES;
    memset(blocked, 0, (size_t)(d[0] * n_blocks * area * GFLA_LANES) * sizeof *blocked);
    for (int64_t n = 0; n < d[0]; n++)
        for (int64_t c = 0; c < d[1]; c++) {
            float *lane = blocked + lane_offset(shape, n, c);
            for (int64_t i = 0; i < area; i++)
                lane[i * GFLA_LANES] = *plain++;
        }
}

void gfla_unblock_values(const struct gfla_shape *shape, const float *blocked, float *plain)
{
    const int64_t *d = shape->dim, area = d[2] * d[3];
    for (int64_t n = 0; n < d[0]; n++)
        for (int64_t c = 0; c < d[1]; c++) {
            const float *lane = blocked + lane_offset(shape, n, c);
            for (int64_t i = 0; i < area; i++)
                *plain++ = lane[i * GFLA_LANES];
        }
}
