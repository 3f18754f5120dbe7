#include "ref/skeleton_map_ref.h"

#include <math.h>

#include "ref/heat_maps_ref.h"

/* One image. */
struct canvas {
    int64_t h, w;
    double *rgb;
};

static void put(const struct canvas *canvas, int64_t y, int64_t x, int red, int green, int blue)
{
    double *pixel = canvas->rgb + y * canvas->w + x;
    if (y < 0 || x < 0 || y >= canvas->h || x >= canvas->w)
        return;
    pixel[0] = red;
    pixel[canvas->h * canvas->w] = green;
    pixel[2 * canvas->h * canvas->w] = blue;
}

static void draw_limb(const struct canvas *canvas, const double *from, const double *to)
{
    const double x0 = trunc(from[0]), y0 = trunc(from[1]), dx = trunc(to[0]) - x0, dy = trunc(to[1]) - y0;
    const double length2 = fmax(dx * dx + dy * dy, 1);
    for (int64_t y = 0; y < canvas->h; y++)
        for (int64_t x = 0; x < canvas->w; x++) {
            const double ox = (double)x - x0, oy = (double)y - y0, cross = dx * oy - dy * ox;
            if (ox < fmin(dx, 0) || ox > fmax(dx, 0) || oy < fmin(dy, 0) || oy > fmax(dy, 0) ||
                cross * cross >= length2)
                continue;
            /* under one root, so that whole results stay whole */
            const int v = (int)floor(255 - sqrt(65025 * cross * cross / length2));
            put(canvas, y, x, v, v, v);
        }
}

static void draw_joint(const struct canvas *canvas, const double *point, int colour)
{
    const int64_t x0 = (int64_t)point[0], y0 = (int64_t)point[1];
    for (int64_t y = -1; y <= 1; y++) /* at +-2 the distance is 2 already */
        for (int64_t x = -1; x <= 1; x++)
            put(canvas, y0 + y, x0 + x, colour & 255, colour >> 8 & 255, colour >> 16);
}

void gfla_skeleton_map_ref_fwd(const struct gfla_skeleton *skeleton, int64_t n, int64_t h, int64_t w,
                               const double *points, double *dst)
{
    for (int64_t k = 0; k < n; k++) {
        const struct canvas canvas = {h, w, dst + 3 * h * w * k};
        const double *person = points + 2 * skeleton->n_joints * k;
        for (int64_t i = 0; i < 3 * h * w; i++)
            canvas.rgb[i] = 0;
        for (int i = 0; i < skeleton->n_limbs; i++) {
            const double *from = person + 2 * skeleton->limb[i][0], *to = person + 2 * skeleton->limb[i][1];
            if (gfla_heat_maps_ref_present(from) && gfla_heat_maps_ref_present(to))
                draw_limb(&canvas, from, to);
        }
        for (int i = 0; i < skeleton->n_joints; i++)
            if (gfla_heat_maps_ref_present(person + 2 * i))
                draw_joint(&canvas, person + 2 * i, skeleton->colour[i]);
    }
}
