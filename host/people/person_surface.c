#include "people/person_surface.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define SAME_DEPTH 0.0025 /* two depths of one surface differ by less, in distances of the camera: 1 cm at 4 m */
#define MOST_BESIDE 0.5   /* how far outside of a triangle, in its own size, a grid that is finer or coarser may look */

/* What is at a place of an image: its triangle's plane there. */
struct place {
    double weights[3]; /* barycentric, on the surface */
    double depth;
};

static const float *point_of(const struct gfla_person_triangles *triangles, const struct gfla_person_surface *surface,
                             int32_t triangle, int k)
{
    return surface->points[triangles->points[triangle][k]];
}

/* False: the triangle is seen from its edge. */
static bool find_place(const struct gfla_person_triangles *triangles, const struct gfla_person_surface *surface,
                       int32_t triangle, double x, double y, struct place *place)
{
    const float *a = point_of(triangles, surface, triangle, 0), *b = point_of(triangles, surface, triangle, 1);
    const float *c = point_of(triangles, surface, triangle, 2);
    const double bx = (double)b[0] - a[0], by = (double)b[1] - a[1], cx = (double)c[0] - a[0], cy = (double)c[1] - a[1];
    const double area = bx * cy - cx * by, px = x - a[0], py = y - a[1];
    if (fabs(area) < 1e-9)
        return false;
    double second = (px * cy - cx * py) / area, third = (bx * py - px * by) / area;
    second = fmin(fmax(second, -MOST_BESIDE), 1 + MOST_BESIDE);
    third = fmin(fmax(third, -MOST_BESIDE), 1 + MOST_BESIDE);
    const double w[3] = {(1 - second - third) / a[2], second / b[2], third / c[2]}, sum = w[0] + w[1] + w[2];
    if (!(sum > 0))
        return false;
    for (int k = 0; k < 3; k++)
        place->weights[k] = w[k] / sum;
    place->depth = 1 / sum;
    return true;
}

/* Where a point of a triangle is in an image. */
static void project(const struct gfla_person_triangles *triangles, const struct gfla_person_surface *surface,
                    int32_t triangle, const struct place *place, double out[3])
{
    double x = 0, y = 0, z = 0;
    for (int k = 0; k < 3; k++) {
        const float *p = point_of(triangles, surface, triangle, k);
        const double depth = place->weights[k] * p[2];
        x += depth * p[0];
        y += depth * p[1];
        z += depth;
    }
    out[0] = x / z;
    out[1] = y / z;
    out[2] = z;
}

/* The share of the four pixels around a place that show a surface at its depth. */
static double share_shown(const struct gfla_person_triangles *triangles, const struct gfla_person_surface *surface,
                          const double at[3])
{
    if (!(at[0] > -1 && at[1] > -1 && at[0] < surface->width && at[1] < surface->height))
        return 0;
    const int x0 = (int)floor(at[0]), y0 = (int)floor(at[1]);
    const double fx = at[0] - x0, fy = at[1] - y0;
    double share = 0;
    for (int i = 0; i < 4; i++) {
        const int x = x0 + i % 2, y = y0 + i / 2;
        struct place there;
        if (x < 0 || y < 0 || x >= surface->width || y >= surface->height)
            continue;
        const int32_t triangle = surface->triangles[(size_t)y * (size_t)surface->width + (size_t)x];
        if (triangle >= 0 && find_place(triangles, surface, triangle, at[0], at[1], &there) &&
            fabs(there.depth - at[2]) <= SAME_DEPTH)
            share += (i % 2 ? fx : 1 - fx) * (i / 2 ? fy : 1 - fy);
    }
    return share;
}

/* A place of a grid in an image that is stretched to it, and back. */
static double from_grid(double at, int grid, int image)
{
    return (at + 0.5) * image / grid - 0.5;
}

static int32_t triangle_at(const struct gfla_person_surface *surface, double x, double y)
{
    const int px = (int)fmin(fmax(floor(x + 0.5), 0), surface->width - 1),
              py = (int)fmin(fmax(floor(y + 0.5), 0), surface->height - 1);
    return surface->triangles[(size_t)py * (size_t)surface->width + (size_t)px];
}

void gfla_person_surface_flow(const struct gfla_person_triangles *triangles, const struct gfla_person_surface *source,
                              const struct gfla_person_surface *target, int width, int height, float *flow,
                              float *visible)
{
    const size_t plane = (size_t)width * (size_t)height;
    if (flow)
        memset(flow, 0, 2 * plane * sizeof *flow);
    if (visible)
        memset(visible, 0, plane * sizeof *visible);
    for (size_t i = 0; i < plane; i++) {
        const double gx = (double)(i % (size_t)width), gy = (double)(i / (size_t)width);
        const double x = from_grid(gx, width, target->width), y = from_grid(gy, height, target->height);
        const int32_t triangle = triangle_at(target, x, y);
        struct place place;
        double at[3];
        if (triangle < 0 || !find_place(triangles, target, triangle, x, y, &place))
            continue;
        project(triangles, source, triangle, &place, at);
        if (flow) {
            flow[i] = (float)(from_grid(at[0], source->width, width) - gx);
            flow[plane + i] = (float)(from_grid(at[1], source->height, height) - gy);
        }
        if (visible)
            visible[i] = share_shown(triangles, source, at) >= 0.5 ? 1 : 0.5f;
    }
}
