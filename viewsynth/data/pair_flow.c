#include "viewsynth/data/pair_flow.h"

#include <stdlib.h>

#include "base/memory.h"
#include "viewsynth/render/camera.h"
#include "viewsynth/render/flow.h"

/* Depths this near are one point. What shows hardly more than its edge counts as hidden: its colours would teach
 * nothing. */
#define SAME_POINT 0.04

gfla_status gfla_pair_flow(const struct gfla_pair_view *source, const struct gfla_pair_view *target, int size,
                           float *flow, uint8_t *points)
{
    gfla_status status;
    size_t plane = (size_t)size * size;
    float *depths = NULL;
    uint8_t *visible = NULL;
    TRY(gfla_calloc(&depths, 2 * plane, sizeof *depths, "depths of a pair"));
    TRY(gfla_calloc(&visible, plane, 1, "a visibility"));
    for (size_t i = 0; i < plane; i++) {
        depths[i] = gfla_depth_code_decode(source->code, source->depth[i]);
        depths[plane + i] = gfla_depth_code_decode(target->code, target->depth[i]);
    }
    TRY(gfla_exact_flow(&(struct gfla_depth_view){&source->camera, depths, size},
                        &(struct gfla_depth_view){&target->camera, depths + plane, size}, size,
                        &(struct gfla_flow_out){flow, points, visible, SAME_POINT}));
    for (size_t i = 0; i < plane; i++)
        points[i] = !points[i] ? GFLA_POINT_BACKGROUND : visible[i] ? GFLA_POINT_VISIBLE : GFLA_POINT_HIDDEN;
    status = GFLA_OK;
fail:
    free(depths);
    free(visible);
    return status;
}
