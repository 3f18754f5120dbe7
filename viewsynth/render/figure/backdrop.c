#include "viewsynth/render/figure/backdrop_draw.h"

#include <math.h>
#include <string.h>

/* ---- colours ---- */

struct backdrop_colour backdrop_mix(struct backdrop_colour a, struct backdrop_colour b, float part)
{
    struct backdrop_colour out;
    for (int k = 0; k < 3; k++)
        out.c[k] = a.c[k] + part * (b.c[k] - a.c[k]);
    return out;
}

struct backdrop_colour backdrop_any_colour(struct gfla_random *random, float lo, float hi)
{
    struct backdrop_colour out;
    const float grey = gfla_random_uniform(random, lo, hi), u = gfla_random_uniform(random, 0, 1);
    const float vivid = 0.6f * u * u; /* most of what stands behind people is nearly grey */
    for (int k = 0; k < 3; k++)
        out.c[k] = (1 - vivid) * grey + vivid * gfla_random_uniform(random, lo, hi);
    return out;
}

static struct backdrop_colour grey(float value)
{
    return (struct backdrop_colour){{value, value, value}};
}

void backdrop_put(const struct gfla_backdrop *b, int x, int y, struct backdrop_colour c)
{
    memcpy(b->rgb + 3 * ((size_t)y * (size_t)b->width + (size_t)x), c.c, sizeof c.c);
}

static size_t n_values(const struct gfla_backdrop *b)
{
    return 3 * (size_t)b->width * (size_t)b->height;
}

/* From one colour to another along a direction, over the image. */
void backdrop_gradient(const struct gfla_backdrop *b, struct backdrop_colour from, struct backdrop_colour to, float dx,
                       float dy)
{
    const float reach = fabsf(dx) * (float)b->width + fabsf(dy) * (float)b->height;
    for (int y = 0; y < b->height; y++)
        for (int x = 0; x < b->width; x++) {
            const float u = dx * ((float)x + 0.5f - 0.5f * (float)b->width),
                        v = dy * ((float)y + 0.5f - 0.5f * (float)b->height);
            backdrop_put(b, x, y, backdrop_mix(from, to, 0.5f + (u + v) / reach));
        }
}

void gfla_backdrop_plain(const struct gfla_backdrop *b, struct gfla_random *random)
{
    const float kind = gfla_random_uniform(random, 0, 1), shade = gfla_random_uniform(random, 0.8f, 0.97f);
    const float darker = gfla_random_uniform(random, 0, 1) < 0.5f ? 1 : gfla_random_uniform(random, 0.85f, 1);
    const struct backdrop_colour pale = backdrop_any_colour(random, 0.7f, 0.95f),
                                 dark = backdrop_any_colour(random, 0.1f, 0.5f);
    const struct backdrop_colour colour = kind < 0.35f  ? grey(1)
                                          : kind < 0.7f ? grey(shade)
                                          : kind < 0.9f ? pale
                                                        : dark;
    backdrop_gradient(b, colour, backdrop_mix(grey(0), colour, darker), 0, 1);
}

/* ---- blur ---- */

/* The mean of 2 r + 1 neighbours along a line of n values with a step between them; the ends are repeated. */
static void blur_line(const float *in, float *out, int n, size_t step, int r)
{
    const float share = 1.0f / (float)(2 * r + 1);
    float sum = 0;
    for (int i = -r; i <= r; i++)
        sum += in[step * (size_t)(i < 0 ? 0 : i >= n ? n - 1 : i)];
    for (int i = 0; i < n; i++) {
        out[step * (size_t)i] = sum * share;
        const int in_at = i + r + 1 < n ? i + r + 1 : n - 1, out_at = i - r > 0 ? i - r : 0;
        sum += in[step * (size_t)in_at] - in[step * (size_t)out_at];
    }
}

/* Twice a box is nearly a cone. channels values a pixel. */
void backdrop_blur(float *values, float *scratch, int width, int height, size_t channels, int r)
{
    const size_t row = (size_t)width * channels;
    for (int again = 0; again < 2 && r > 0; again++) {
        for (size_t c = 0; c < channels; c++)
            for (int y = 0; y < height; y++)
                blur_line(values + (size_t)y * row + c, scratch + (size_t)y * row + c, width, channels, r);
        for (size_t i = 0; i < row; i++)
            blur_line(scratch + i, values + i, height, row, r);
    }
}

/* ---- noise ---- */

/* A value for a point of a lattice, 0 .. 1. */
float backdrop_lattice(uint32_t seed, int x, int y)
{
    uint32_t h = seed ^ ((uint32_t)x * 0x9e3779b1u) ^ ((uint32_t)y * 0x85ebca77u);
    h = (h ^ (h >> 15)) * 0x2c1b3c6du;
    h = (h ^ (h >> 12)) * 0x297a2d39u;
    return (float)((h ^ (h >> 15)) >> 8) / 16777216.0f;
}

static float smooth(float t)
{
    return t * t * (3 - 2 * t);
}

/* Octaves of smooth noise, about 0 .. 1. */
float backdrop_clouds(uint32_t seed, float x, float y)
{
    float sum = 0, share = 0.5f;
    for (uint32_t octave = 0; octave < 4; octave++, share *= 0.5f, x *= 2, y *= 2) {
        const int ix = (int)floorf(x), iy = (int)floorf(y);
        const float fx = smooth(x - (float)ix), fy = smooth(y - (float)iy);
        const float top =
            backdrop_lattice(seed + octave, ix, iy) * (1 - fx) + backdrop_lattice(seed + octave, ix + 1, iy) * fx;
        const float bottom = backdrop_lattice(seed + octave, ix, iy + 1) * (1 - fx) +
                             backdrop_lattice(seed + octave, ix + 1, iy + 1) * fx;
        sum += share * (top + fy * (bottom - top));
    }
    return sum / 0.9375f;
}

static void draw_clouds(const struct gfla_backdrop *b, struct gfla_random *random)
{
    const uint32_t seed = gfla_random_u32(random);
    const float scale = gfla_random_uniform(random, 2, 14) / (float)b->height,
                stretch = gfla_random_uniform(random, 0.5f, 2);
    const struct backdrop_colour from = backdrop_any_colour(random, 0.05f, 0.9f),
                                 to = backdrop_any_colour(random, 0.2f, 1);
    for (int y = 0; y < b->height; y++)
        for (int x = 0; x < b->width; x++)
            backdrop_put(b, x, y,
                         backdrop_mix(from, to, backdrop_clouds(seed, (float)x * scale * stretch, (float)y * scale)));
}

/* ---- shapes ---- */

void backdrop_box(const struct gfla_backdrop *b, float x0, float y0, float x1, float y1, bool round,
                  struct backdrop_colour colour)
{
    const float mx = 0.5f * (x0 + x1), my = 0.5f * (y0 + y1), rx = 0.5f * (x1 - x0), ry = 0.5f * (y1 - y0);
    for (int y = (int)fmaxf(y0, 0); y < (int)fminf(y1, (float)b->height); y++)
        for (int x = (int)fmaxf(x0, 0); x < (int)fminf(x1, (float)b->width); x++) {
            const float u = ((float)x - mx) / rx, v = ((float)y - my) / ry;
            if (!round || u * u + v * v <= 1)
                backdrop_put(b, x, y, colour);
        }
}

static void draw_shapes(const struct gfla_backdrop *b, struct gfla_random *random)
{
    const int n = 5 + (int)gfla_random_below(random, 22),
              r = (int)((float)b->height * gfla_random_uniform(random, 0.005f, 0.05f));
    const float w = (float)b->width, h = (float)b->height;
    backdrop_gradient(b, backdrop_any_colour(random, 0.1f, 0.95f), backdrop_any_colour(random, 0.1f, 0.95f), 0, 1);
    for (int i = 0; i < n; i++) {
        const float x = gfla_random_uniform(random, -0.2f, 1) * w, y = gfla_random_uniform(random, -0.2f, 1) * h;
        const float sx = gfla_random_uniform(random, 0.05f, 0.6f) * w,
                    sy = gfla_random_uniform(random, 0.05f, 0.5f) * h;
        const bool round = gfla_random_below(random, 2);
        backdrop_box(b, x, y, x + sx, y + sy, round, backdrop_any_colour(random, 0.05f, 1));
    }
    backdrop_blur(b->rgb, b->scratch, b->width, b->height, 3, r);
}

void gfla_backdrop_varied(const struct gfla_backdrop *b, struct gfla_random *random)
{
    switch (gfla_random_below(random, 8)) {
    case 0:
        backdrop_gradient(b, backdrop_any_colour(random, 0.1f, 1), backdrop_any_colour(random, 0.1f, 1),
                          gfla_random_uniform(random, -1, 1), 1);
        break;
    case 1:
        draw_clouds(b, random);
        break;
    case 2:
    case 3:
        draw_shapes(b, random);
        break;
    case 4:
        backdrop_street(b, random);
        break;
    default:
        backdrop_room(b, random);
    }
    const float noise = gfla_random_uniform(random, 0, 0.03f);
    const uint32_t seed = gfla_random_u32(random);
    for (size_t i = 0; i < n_values(b); i++)
        b->rgb[i] = fminf(fmaxf(b->rgb[i] + noise * (backdrop_lattice(seed, (int)i, 0) - 0.5f), 0), 1);
}

gfla_status gfla_backdrop_image(const struct gfla_backdrop *b, const struct gfla_bitmap *image,
                                struct gfla_random *random)
{
    gfla_status status;
    struct gfla_bitmap part = {0}, sized = {0};
    const float wide = (float)image->width / (float)b->width, high = (float)image->height / (float)b->height;
    const float scale = fminf(wide, high) * gfla_random_uniform(random, 0.5f, 1);
    const int w = (int)fmaxf(1, scale * (float)b->width), h = (int)fmaxf(1, scale * (float)b->height);
    const int x = (int)gfla_random_below(random, (uint32_t)(image->width - w + 1));
    const int y = (int)gfla_random_below(random, (uint32_t)(image->height - h + 1));
    const bool mirrored = gfla_random_below(random, 2);
    TRY(gfla_bitmap_crop(image, x, y, w, h, &part));
    TRY(gfla_bitmap_resize(&part, b->width, b->height, GFLA_FILTER_BILINEAR, &sized));
    for (size_t i = 0; i < n_values(b); i++) {
        const size_t pixel = i / 3, row = pixel / (size_t)b->width, column = pixel % (size_t)b->width;
        const size_t from = mirrored ? row * (size_t)b->width + (size_t)b->width - 1 - column : pixel;
        b->rgb[i] = (float)((const uint8_t *)sized.pixels)[3 * from + i % 3] / 255.0f;
    }
fail:
    gfla_bitmap_free(&part);
    gfla_bitmap_free(&sized);
    return status;
}

/* ---- the figure before it ---- */

void gfla_backdrop_shadow(const struct gfla_backdrop *b, const float (*points)[3], size_t n, const float direction[3],
                          float strength)
{
    const int side = gfla_figure_view_square(b->width, b->height);
    const size_t pixels = (size_t)b->width * (size_t)b->height;
    float *mask = b->scratch, *other = b->scratch + pixels;
    int left, top;
    if (direction[1] < 0.2f)
        return;
    memset(mask, 0, pixels * sizeof *mask);
    gfla_figure_view_corner(b->width, b->height, &left, &top);
    for (size_t i = 0; i < n; i++) {
        const double t = (double)(points[i][1] / direction[1]), height = (double)points[i][1];
        const double world[3] = {(double)points[i][0] - t * (double)direction[0], 0,
                                 (double)points[i][2] - t * (double)direction[2]};
        double pixel[2], z;
        if (!gfla_camera_project(b->camera, side, world, pixel, &z))
            continue;
        const int x = (int)floor(pixel[0] + 0.5) - left, y = (int)floor(pixel[1] + 0.5) - top;
        if (x >= 0 && y >= 0 && x < b->width && y < b->height) {
            float *at = &mask[(size_t)y * (size_t)b->width + (size_t)x];
            *at = fmaxf(*at, 1 / (1 + 1.2f * (float)height)); /* what is higher throws a softer shadow */
        }
    }
    backdrop_blur(mask, other, b->width, b->height, 1, 1 + b->height / 64);
    for (size_t i = 0; i < 3 * pixels; i++)
        b->rgb[i] *= 1 - strength * fminf(1.6f * mask[i / 3], 1);
}

gfla_status gfla_backdrop_composite(const struct gfla_backdrop *b, const uint8_t *rgba, struct gfla_bitmap *image)
{
    const int side = gfla_figure_view_square(b->width, b->height);
    int left, top;
    gfla_figure_view_corner(b->width, b->height, &left, &top);
    const gfla_status status = gfla_bitmap_create(image, b->width, b->height, 3, 8);
    if (status != GFLA_OK)
        return status;
    uint8_t *out = image->pixels;
    for (int y = 0; y < b->height; y++)
        for (int x = 0; x < b->width; x++) {
            const size_t at = 3 * ((size_t)y * (size_t)b->width + (size_t)x);
            const uint8_t *p = rgba + 4 * ((size_t)(y + top) * (size_t)side + (size_t)(x + left));
            const float alpha = (float)p[3] / 255;
            for (size_t k = 0; k < 3; k++)
                out[at + k] = (uint8_t)(alpha * p[k] + (1 - alpha) * 255 * b->rgb[at + k] + 0.5f);
        }
    return GFLA_OK;
}
