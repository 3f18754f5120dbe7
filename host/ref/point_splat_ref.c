#include "ref/point_splat_ref.h"

#include <math.h>

/* Depths are compared in steps of 3 range / 4094; within one, the earlier source pixel wins. */
static int depth_step(const struct gfla_point_splat_ref *p, double z)
{
    double part = (z - p->centre) / (3 * p->range) + 0.5;
    return (int)(fmin(fmax(part, 0), 1) * 4094);
}

static double depth_of(const struct gfla_point_splat_ref *p, double value)
{
    return p->centre + p->range * value;
}

/* Depth d at a place of the source, in the target camera's frame: R^T (q - t). */
static void target_point(const struct gfla_point_splat_ref *p, const double *camera, double y, double x, double d,
                         double point[3])
{
    double q[3] = {((2 * x + 1) / p->w - 1) * p->tan_half_fov * d, ((2 * y + 1) / p->h - 1) * p->tan_half_fov * d, d};
    for (int i = 0; i < 3; i++) {
        point[i] = 0;
        for (int j = 0; j < 3; j++)
            point[i] += camera[3 * j + i] * (q[j] - camera[9 + j]);
    }
}

/* How depth changes towards the neighbour at (y, x). */
static double slope(const struct gfla_point_splat_ref *p, const double *value, const double *mask, double d, int y,
                    int x)
{
    if (x < 0 || y < 0 || x >= p->w || y >= p->h || !(mask[y * p->w + x] > p->threshold))
        return 0;
    double change = depth_of(p, value[y * p->w + x]) - d;
    return fabs(change) < 0.15 * p->range ? change : 0;
}

/* Writes source pixel `pixel` where its point falls and is nearer than what dst has, in whose last channel is 1 + its
 * step. */
static void draw(const struct gfla_point_splat_ref *p, const double *image, int pixel, const double point[3],
                 double depth, double *dst)
{
    int area = p->h * p->w, step = depth_step(p, point[2]);
    double x = floor((point[0] / (point[2] * p->tan_half_fov) + 1) * p->w / 2);
    double y = floor((point[1] / (point[2] * p->tan_half_fov) + 1) * p->h / 2);
    if (point[2] <= 0.01 * p->centre || x < 0 || y < 0 || x >= p->w || y >= p->h)
        return;
    double *to = dst + (int)y * p->w + (int)x, *hit = to + (p->c + 1) * area;
    if (*hit != 0 && *hit <= 1 + step)
        return;
    *hit = 1 + step;
    to[p->c * area] = (depth - p->centre) / p->range;
    for (int c = 0; c < p->c; c++)
        to[c * area] = image[c * area + pixel];
}

/* The four points of a source pixel. value, mask, camera: of this image. */
static void draw_pixel(const struct gfla_point_splat_ref *p, const double *image, const double *value,
                       const double *mask, const double *camera, int pixel, double *dst)
{
    int x = pixel % p->w, y = pixel / p->w;
    double d = depth_of(p, value[pixel]), middle[3], point[3];
    target_point(p, camera, y, x, d, middle);
    for (int oy = -1; oy <= 1; oy += 2)
        for (int ox = -1; ox <= 1; ox += 2) {
            double change = slope(p, value, mask, d, y, x + ox) + slope(p, value, mask, d, y + oy, x);
            target_point(p, camera, y + 0.25 * oy, x + 0.25 * ox, d + 0.25 * change, point);
            draw(p, image, pixel, point, middle[2], dst);
        }
}

void gfla_point_splat_ref_fwd(const struct gfla_point_splat_ref *p, const double *image, const double *value,
                              const double *mask, const double *camera, double *dst)
{
    int area = p->h * p->w;
    for (int n = 0; n < p->n; n++) {
        double *view = dst + n * (p->c + 2) * area;
        for (int i = 0; i < (p->c + 2) * area; i++)
            view[i] = i < p->c * area ? p->empty : 0;
        for (int i = 0; i < area; i++)
            if (mask[n * area + i] > p->threshold)
                draw_pixel(p, image + n * p->c * area, value + n * area, mask + n * area, camera + 12 * n, i, view);
        for (int i = (p->c + 1) * area; i < (p->c + 2) * area; i++)
            view[i] = view[i] != 0;
    }
}
