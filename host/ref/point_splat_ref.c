#include "ref/point_splat_ref.h"

#include <math.h>
#include <stddef.h>

/* Depths are compared in steps of 3 range / 4094, of more than 2^20 points 3 range / 2046; within one, the earlier source
 * pixel wins. */
static int depth_step(const struct gfla_point_splat_ref *p, double z, bool has_back)
{
    const double part = (z - p->centre) / (3 * p->range) + 0.5;
    const bool many = (double)p->h * p->w * (has_back ? 2 : 1) > 1048576;
    return (int)(fmin(fmax(part, 0), 1) * (many ? 2046 : 4094));
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

/* One surface of one image; `back`: the second one, in a view that has a channel to say so. */
struct surface {
    const double *image, *value, *mask, *camera;
    bool back, has_back;
};

/* The colour of the object at a pixel. */
static double colour_of(const struct gfla_point_splat_ref *p, const struct surface *s, int c, int pixel)
{
    double colour = s->image[c * p->h * p->w + pixel];
    if (!p->unmix || s->back)
        return colour;
    return fmin(fmax(p->empty + (colour - p->empty) / fmax(s->mask[pixel], 0.3), -1), 1);
}

/* Writes source pixel `pixel` where its point falls and is nearer than what dst has, in whose hit channel is 1 + its
 * step. */
static void draw(const struct gfla_point_splat_ref *p, const struct surface *s, int pixel, const double point[3],
                 double depth, double *dst)
{
    int area = p->h * p->w, step = depth_step(p, point[2], s->has_back);
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
        to[c * area] = colour_of(p, s, c, pixel);
    if (s->has_back)
        to[(p->c + 2) * area] = s->back;
}

/* The four points of a source pixel. */
static void draw_pixel(const struct gfla_point_splat_ref *p, const struct surface *s, int pixel, double *dst)
{
    int x = pixel % p->w, y = pixel / p->w;
    double d = depth_of(p, s->value[pixel]), middle[3], point[3];
    target_point(p, s->camera, y, x, d, middle);
    for (int oy = -1; oy <= 1; oy += 2)
        for (int ox = -1; ox <= 1; ox += 2) {
            double change = slope(p, s->value, s->mask, d, y, x + ox) + slope(p, s->value, s->mask, d, y + oy, x);
            target_point(p, s->camera, y + 0.25 * oy, x + 0.25 * ox, d + 0.25 * change, point);
            draw(p, s, pixel, point, middle[2], dst);
        }
}

void gfla_point_splat_ref_fwd(const struct gfla_point_splat_ref *p, const struct gfla_point_splat_ref_source *source,
                              double *dst)
{
    int area = p->h * p->w, has_back = source->back_image != NULL, channels = p->c + 2 + has_back;
    for (int n = 0; n < p->n; n++) {
        double *view = dst + n * channels * area;
        for (int i = 0; i < channels * area; i++)
            view[i] = i < p->c * area ? p->empty : 0;
        for (int back = 0; back <= has_back; back++) {
            const struct surface s = {(back ? source->back_image : source->image) + n * p->c * area,
                                      (back ? source->back_value : source->value) + n * area,
                                      source->mask + n * area,
                                      source->camera + 12 * n,
                                      back,
                                      has_back};
            for (int i = 0; i < area; i++)
                if (s.mask[i] > p->threshold)
                    draw_pixel(p, &s, i, view);
        }
        for (int i = (p->c + 1) * area; i < (p->c + 2) * area; i++)
            view[i] = view[i] != 0;
    }
}
