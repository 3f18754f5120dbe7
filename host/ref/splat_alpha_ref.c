#include "ref/splat_alpha_ref.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#define PI 3.14159265358979323846
#define LIMIT 13.0 /* of the optical depth that is seen */

/* A dot of the result: (1 - r^2 / radius2)^2, times peak; and its derivatives with respect to the depth of its
 * point. */
struct dot {
    double x, y, radius2, peak;
    double d_x, d_y, d_radius2, d_peak;
};

/* R^T v */
static void turn(const double *camera, const double v[3], double to[3])
{
    for (int i = 0; i < 3; i++)
        to[i] = camera[i] * v[0] + camera[3 + i] * v[1] + camera[6 + i] * v[2];
}

/* The dot of source pixel (y, x) at depth d; false behind the camera. */
static bool find_dot(const struct gfla_splat_alpha_ref *p, const double *camera, int y, int x, double d, double mask,
                     struct dot *dot)
{
    const double ray[3] = {((2.0 * x + 1) / p->w - 1) * p->tan_half_fov, ((2.0 * y + 1) / p->h - 1) * p->tan_half_fov,
                           1};
    double q[3], point[3], step[3];
    for (int i = 0; i < 3; i++)
        q[i] = ray[i] * d - camera[9 + i];
    turn(camera, q, point);
    turn(camera, ray, step);
    const double z = point[2], half_w = p->w / p->stride / 2.0, half_h = p->h / p->stride / 2.0, tan = p->tan_half_fov;
    if (!(z > 0.01 * p->centre))
        return false;
    double m = d / z / p->stride, d_m = (z - d * step[2]) / (z * z) / p->stride;
    if (m > 4) {
        m = 4;
        d_m = 0;
    }
    dot->x = (point[0] / (z * tan) + 1) * half_w - 0.5;
    dot->y = (point[1] / (z * tan) + 1) * half_h - 0.5;
    dot->d_x = (step[0] * z - point[0] * step[2]) / (z * z * tan) * half_w;
    dot->d_y = (step[1] * z - point[1] * step[2]) / (z * z * tan) * half_h;
    dot->radius2 = 1 + 1.5625 * m * m;
    dot->d_radius2 = 2 * 1.5625 * m * d_m;
    dot->peak = mask * 4.75 * m * m / (PI / 3 * dot->radius2);
    dot->d_peak =
        mask * 3 * 4.75 / PI * (2 * m * d_m * dot->radius2 - m * m * dot->d_radius2) / (dot->radius2 * dot->radius2);
    return true;
}

/* What a dot adds to the pixel (y, x). *slope: its derivative with respect to the depth of the point. */
static double depth_at(const struct dot *dot, int y, int x, double *slope)
{
    const double ox = x - dot->x, oy = y - dot->y, r2 = ox * ox + oy * oy, q = 1 - r2 / dot->radius2;
    *slope = 0;
    if (q <= 0)
        return 0;
    const double d_r2 = -2 * (ox * dot->d_x + oy * dot->d_y);
    const double d_q = -(d_r2 * dot->radius2 - r2 * dot->d_radius2) / (dot->radius2 * dot->radius2);
    *slope = dot->d_peak * q * q + dot->peak * 2 * q * d_q;
    return dot->peak * q * q;
}

/* One surface of one image, through one camera. */
struct view {
    const double *value, *mask, *camera;
};

/* Adds the dots of a view to the optical depths [h / stride, w / stride]; or with slopes of the loss in `d_sums`, the
 * gradient to d_value. */
static void visit(const struct gfla_splat_alpha_ref *p, const struct view *v, double *sums, const double *d_sums,
                  double *d_value)
{
    const int h = p->h / p->stride, w = p->w / p->stride;
    struct dot dot;
    double slope;
    for (int i = 0; i < p->h * p->w; i++) {
        const double mask = fmin(v->mask[i], 1);
        if (!(mask > 0) || !find_dot(p, v->camera, i / p->w, i % p->w, p->centre + p->range * v->value[i], mask, &dot))
            continue;
        for (int j = 0; j < h * w; j++) {
            const double depth = depth_at(&dot, j / w, j % w, &slope);
            if (d_value)
                d_value[i] += d_sums[j] * slope * p->range;
            else
                sums[j] += depth;
        }
    }
}

static struct view view_of(const struct gfla_splat_alpha_ref *p, const struct gfla_splat_alpha_ref_source *s, int n,
                           bool back, bool mirror)
{
    return (struct view){(back ? s->back_value : s->value) + n * p->h * p->w, s->mask + n * p->h * p->w,
                         (mirror ? s->mirror_camera : s->camera) + 12 * n};
}

/* The optical depths of image n. */
static void sum(const struct gfla_splat_alpha_ref *p, const struct gfla_splat_alpha_ref_source *s, int n, double *sums)
{
    for (int i = 0; i < (p->h / p->stride) * (p->w / p->stride); i++)
        sums[i] = 0;
    for (int back = 0; back <= (s->back_value != NULL); back++)
        for (int mirror = 0; mirror <= (s->mirror_camera != NULL); mirror++) {
            const struct view view = view_of(p, s, n, back, mirror);
            visit(p, &view, sums, NULL, NULL);
        }
}

static double seen(double sum)
{
    return LIMIT * (1 - exp(-sum / LIMIT));
}

void gfla_splat_alpha_ref_fwd(const struct gfla_splat_alpha_ref *p, const struct gfla_splat_alpha_ref_source *source,
                              double *dst)
{
    const int area = (p->h / p->stride) * (p->w / p->stride);
    for (int n = 0; n < p->n; n++) {
        sum(p, source, n, dst + n * area);
        for (int i = 0; i < area; i++)
            dst[n * area + i] = 1 - exp(-seen(dst[n * area + i]));
    }
}

void gfla_splat_alpha_ref_bwd(const struct gfla_splat_alpha_ref *p, const struct gfla_splat_alpha_ref_source *source,
                              const double *d_dst, double *d_sums, double *d_value, double *d_back_value)
{
    const int area = (p->h / p->stride) * (p->w / p->stride);
    for (int n = 0; n < p->n; n++) {
        sum(p, source, n, d_sums);
        for (int i = 0; i < area; i++)
            d_sums[i] = d_dst[n * area + i] * exp(-seen(d_sums[i]) - d_sums[i] / LIMIT);
        for (int back = 0; back <= (source->back_value != NULL); back++)
            for (int mirror = 0; mirror <= (source->mirror_camera != NULL); mirror++) {
                const struct view view = view_of(p, source, n, back, mirror);
                double *d = back ? d_back_value : d_value;
                if (d)
                    visit(p, &view, NULL, d_sums, d + n * p->h * p->w);
            }
    }
}
