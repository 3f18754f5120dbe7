#include "ref/point_splat_ref.h"

#include <math.h>

/* Depths are compared in steps of 3 range / 4094; within one, the earlier source pixel wins. */
static int depth_step(const struct point_splat_ref *p, double z)
{
    double part = (z - p->centre) / (3 * p->range) + 0.5;
    return (int)(fmin(fmax(part, 0), 1) * 4094);
}

/* The source pixel in the target camera's frame: R^T (q - t). */
static void target_point(const struct point_splat_ref *p, const double *camera, int y, int x, double value, double point[3])
{
    double d = p->centre + p->range * tanh(value);
    double q[3] = {((2 * x + 1) / (double)p->w - 1) * p->tan_half_fov * d, ((2 * y + 1) / (double)p->h - 1) * p->tan_half_fov * d, d};
    for (int i = 0; i < 3; i++) {
        point[i] = 0;
        for (int j = 0; j < 3; j++)
            point[i] += camera[3 * j + i] * (q[j] - camera[9 + j]);
    }
}

/* Draws one source pixel where it is nearer than what dst, in which the last channel holds 1 + its step, has. */
static void draw(const struct point_splat_ref *p, const double *image, int pixel, const double point[3], double *dst)
{
    int area = p->h * p->w, step = depth_step(p, point[2]);
    double px = (point[0] / (point[2] * p->tan_half_fov) + 1) * p->w / 2 - 0.5;
    double py = (point[1] / (point[2] * p->tan_half_fov) + 1) * p->h / 2 - 0.5;
    for (int y = (int)floor(py); y <= (int)floor(py) + 1; y++)
        for (int x = (int)floor(px); x <= (int)floor(px) + 1; x++) {
            if (x < 0 || y < 0 || x >= p->w || y >= p->h)
                continue;
            double *to = dst + y * p->w + x, *hit = to + (p->c + 1) * area;
            if (*hit != 0 && *hit <= 1 + step)
                continue;
            *hit = 1 + step;
            to[p->c * area] = (point[2] - p->centre) / p->range;
            for (int c = 0; c < p->c; c++)
                to[c * area] = image[c * area + pixel];
        }
}

void point_splat_ref_fwd(const struct point_splat_ref *p, const double *image, const double *value, const double *mask,
                         const double *camera, double *dst)
{
    int area = p->h * p->w;
    for (int n = 0; n < p->n; n++) {
        double *view = dst + n * (p->c + 2) * area;
        for (int i = 0; i < (p->c + 2) * area; i++)
            view[i] = i < p->c * area ? p->empty : 0;
        for (int i = 0; i < area; i++) {
            double point[3];
            target_point(p, camera + 12 * n, i / p->w, i % p->w, value[n * area + i], point);
            if (mask[n * area + i] > p->threshold && point[2] > 0.01 * p->centre)
                draw(p, image + n * p->c * area, i, point, view);
        }
        for (int i = (p->c + 1) * area; i < (p->c + 2) * area; i++)
            view[i] = view[i] != 0;
    }
}
