#include "ref/depth_flow_ref.h"

#include <math.h>

/* The ray of a target pixel in the source camera's frame, without the translation. */
static void source_ray(const struct gfla_depth_flow_ref *p, const double *camera, int y, int x, double u[3])
{
    double r[3] = {((2 * x + 1) / (double)p->w - 1) * p->tan_half_fov,
                   ((2 * y + 1) / (double)p->h - 1) * p->tan_half_fov, 1};
    for (int i = 0; i < 3; i++)
        u[i] = camera[3 * i] * r[0] + camera[3 * i + 1] * r[1] + camera[3 * i + 2] * r[2];
}

void gfla_depth_flow_ref_fwd(const struct gfla_depth_flow_ref *p, const double *value, const double *camera,
                             double *flow)
{
    for (int n = 0; n < p->n; n++)
        for (int y = 0; y < p->h; y++)
            for (int x = 0; x < p->w; x++) {
                const double *c = camera + 12 * n;
                int area = p->h * p->w, pixel = y * p->w + x;
                double u[3], d = p->centre + p->range * tanh(value[n * area + pixel]);
                source_ray(p, c, y, x, u);
                double z = (u[2] * d + c[11]) * p->tan_half_fov;
                flow[2 * n * area + pixel] = ((u[0] * d + c[9]) / z + 1) * p->w / 2 - 0.5 - x;
                flow[(2 * n + 1) * area + pixel] = ((u[1] * d + c[10]) / z + 1) * p->h / 2 - 0.5 - y;
            }
}

void gfla_depth_flow_ref_bwd(const struct gfla_depth_flow_ref *p, const double *value, const double *camera,
                             const double *d_flow, double *d_value)
{
    for (int n = 0; n < p->n; n++)
        for (int y = 0; y < p->h; y++)
            for (int x = 0; x < p->w; x++) {
                const double *c = camera + 12 * n;
                int area = p->h * p->w, pixel = y * p->w + x;
                double u[3], s = tanh(value[n * area + pixel]), d = p->centre + p->range * s;
                source_ray(p, c, y, x, u);
                /* d/dd of (u0 d + t0) / (u2 d + t2) = (u0 t2 - u2 t0) / (u2 d + t2)^2 */
                double z = u[2] * d + c[11], by_depth = p->range * (1 - s * s) / (z * z * p->tan_half_fov);
                double dx = (u[0] * c[11] - u[2] * c[9]) * p->w / 2, dy = (u[1] * c[11] - u[2] * c[10]) * p->h / 2;
                d_value[n * area + pixel] +=
                    (d_flow[2 * n * area + pixel] * dx + d_flow[(2 * n + 1) * area + pixel] * dy) * by_depth;
            }
}
