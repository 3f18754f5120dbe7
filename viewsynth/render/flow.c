#include "viewsynth/render/flow.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define SLOPE_SHARE 1.5      /* how much of the change from pixel to pixel two depths of one point may differ */
#define MAX_SLOPE_PIXELS 6.0 /* steeper surfaces count as this steep, in widths of a pixel */

static float depth_at(const struct gfla_depth_view *view, int x, int y)
{
    return x < 0 || y < 0 || x >= view->size || y >= view->size
               ? 0
               : view->depth[(size_t)y * (size_t)view->size + (size_t)x];
}

/* The width of a pixel at this depth, in units of the world. */
static double pixel_width(const struct gfla_depth_view *view, double depth)
{
    return depth / gfla_camera_intrinsics(view->camera, view->size).focal;
}

/* Change of depth towards the more similar neighbour of the two; `otherwise` when neither shows anything. */
static double slope_along(float here, float before, float after, double otherwise)
{
    double slope = INFINITY;
    if (before > 0)
        slope = fabs((double)here - before);
    if (after > 0)
        slope = fmin(slope, fabs((double)after - here));
    return isfinite(slope) ? slope : otherwise;
}

/* By how much depths near (x, y) of one surface may differ. */
static double tolerance_at(const struct gfla_depth_view *view, int x, int y)
{
    float here = depth_at(view, x, y);
    double width = pixel_width(view, here);
    double slope = slope_along(here, depth_at(view, x - 1, y), depth_at(view, x + 1, y), width) +
                   slope_along(here, depth_at(view, x, y - 1), depth_at(view, x, y + 1), width);
    return 0.5 * width + SLOPE_SHARE * fmin(slope, MAX_SLOPE_PIXELS * width);
}

/* Whether one of the four pixels around (x, y) shows the surface at this depth, within `same` or what the slope
 * allows. */
static bool shows(const struct gfla_depth_view *view, double x, double y, double depth, double same)
{
    if (!(x >= -0.5 && y >= -0.5 && x <= view->size - 0.5 && y <= view->size - 0.5))
        return false;
    for (int i = 0; i < 4; i++) {
        int px = (int)floor(x) + i % 2, py = (int)floor(y) + i / 2;
        float d = depth_at(view, px, py);
        if (d > 0 && fabs(d - depth) <= (same > 0 ? same : tolerance_at(view, px, py)))
            return true;
    }
    return false;
}

/* The depth at a place that may lie between pixels: along the plane through the pixels around it where they belong to
 * one surface, else that of the nearest surface; 0 when fewer than half of them show anything. */
static double depth_between(const struct gfla_depth_view *view, double x, double y)
{
    int x0 = (int)floor(x), y0 = (int)floor(y);
    int nx = x > x0 ? 2 : 1, ny = y > y0 ? 2 : 1, count = 0, at_x = 0, at_y = 0;
    float nearest = 0;
    for (int j = 0; j < ny; j++) {
        for (int i = 0; i < nx; i++) {
            float d = depth_at(view, x0 + i, y0 + j);
            count += d > 0;
            if (d > 0 && (nearest == 0 || d < nearest))
                nearest = d, at_x = x0 + i, at_y = y0 + j;
        }
    }
    if (2 * count < nx * ny)
        return 0;
    if (count < nx * ny)
        return nearest;
    double inverse = 0, tolerance = 2 * tolerance_at(view, at_x, at_y);
    for (int j = 0; j < ny; j++) {
        for (int i = 0; i < nx; i++) {
            float d = depth_at(view, x0 + i, y0 + j);
            if (d - nearest > tolerance)
                return nearest;
            inverse += 1.0 / d;
        }
    }
    return nx * ny / inverse;
}

gfla_status gfla_exact_flow(const struct gfla_depth_view *source, const struct gfla_depth_view *target, int n,
                            const struct gfla_flow_out *out)
{
    if (n < 1 || source->size != target->size || target->size % n != 0)
        return gfla_fail(
            GFLA_ERROR_USAGE,
            "flow: views of %d and %d pixels on a grid of %d; the views must be equal, and a multiple of the grid",
            source->size, target->size, n);
    double s = (double)target->size / n;
    size_t plane = (size_t)n * (size_t)n;
    if (out->flow)
        memset(out->flow, 0, 2 * plane * sizeof *out->flow);
    if (out->mask)
        memset(out->mask, 0, plane);
    if (out->visible)
        memset(out->visible, 0, plane);
    for (size_t i = 0; i < plane; i++) {
        double x = ((double)(i % (size_t)n) + 0.5) * s - 0.5, y = ((double)(i / (size_t)n) + 0.5) * s - 0.5;
        double world[3], at[2], depth = depth_between(target, x, y);
        if (depth <= 0)
            continue;
        if (out->mask)
            out->mask[i] = 1;
        gfla_camera_unproject(target->camera, target->size, x, y, depth, world);
        if (!gfla_camera_project(source->camera, source->size, world, at, &depth))
            continue;
        if (out->flow) {
            out->flow[i] = (float)((at[0] - x) / s);
            out->flow[plane + i] = (float)((at[1] - y) / s);
        }
        if (out->visible)
            out->visible[i] = shows(source, at[0], at[1], depth, out->same);
    }
    return GFLA_OK;
}
