/* render/flow.h - exact flow and visibility between two views of one model, from their depths and cameras.
 *
 * Flow points from the target to the source, in pixels: what is at p of the target is at p + flow of the source, so
 * warping the source by the flow gives the target. Pixel centres have integer coordinates. On a grid s times coarser,
 * the pixel (x, y) of the grid stands at x_full = (x + 0.5) * s - 0.5 of the image; flow is in pixels of the grid:
 * (source_full - target_full) / s. */
#ifndef VIEWSYNTH_RENDER_FLOW_H
#define VIEWSYNTH_RENDER_FLOW_H

#include <stdint.h>

#include "base/error.h"
#include "viewsynth/render/camera.h"

/* A view: camera z of each of size x size pixels, 0 where there is nothing, as gfla_renderer_draw gives it. */
struct gfla_depth_view {
    const struct gfla_camera *camera;
    const float *depth;
    int size;
};

/* Each plane may be NULL; n is the side of the grid. */
struct gfla_flow_out {
    float *flow;      /* [2][n][n], x then y; 0 where the target is empty */
    uint8_t *mask;    /* [n][n]: 1 where the target shows the model */
    uint8_t *visible; /* [n][n]: 1 where the source shows the same point: inside its frame, and no nearer surface before
                         it */
    double same;      /* depths that differ by at most this are one point; 0: by what the slope of the surface allows */
};

/* n must divide the size of the views, which must be equal: GFLA_ERROR_USAGE. Without `same`, two points are one when
 * their depths in the source differ by less than half a pixel's width plus what the surface's slope there changes from
 * pixel to pixel, which admits what only just shows at a rim. */
gfla_status gfla_exact_flow(const struct gfla_depth_view *source, const struct gfla_depth_view *target, int n,
                            const struct gfla_flow_out *out);

#endif
