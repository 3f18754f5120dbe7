#include "viewsynth/data/pair_flow.h"

#include "viewsynth/render/flow.h"
#include "viewsynth/render/layout.h"

static struct gfla_camera camera_of(struct gfla_pose pose)
{
    return gfla_camera_orbit(20 * pose.azimuth, 10 * pose.elevation);
}

static void decode(const uint16_t *stored, size_t plane, float *depth)
{
    for (size_t i = 0; i < plane; i++)
        depth[i] = gfla_depth_decode(stored[i]);
}

gfla_status gfla_pair_flow(const struct gfla_pair_views *views, float *scratch, float *flow, uint8_t *points)
{
    gfla_status status;
    size_t plane = (size_t)views->size * views->size;
    uint8_t *visible = (uint8_t *)(scratch + 2 * plane);
    struct gfla_camera source_camera = camera_of(views->source_pose), target_camera = camera_of(views->target_pose);
    const struct gfla_depth_view source = {&source_camera, scratch, views->size};
    const struct gfla_depth_view target = {&target_camera, scratch + plane, views->size};
    decode(views->source_depth, plane, scratch);
    decode(views->target_depth, plane, scratch + plane);
    TRY(gfla_exact_flow(&source, &target, views->size, &(struct gfla_flow_out){flow, points, visible}));
    for (size_t i = 0; i < plane; i++)
        points[i] = !points[i] ? GFLA_POINT_BACKGROUND : visible[i] ? GFLA_POINT_VISIBLE : GFLA_POINT_HIDDEN;
    return GFLA_OK;
fail:
    return status;
}
