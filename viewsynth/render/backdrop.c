#include "viewsynth/render/backdrop.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* ---- colours ---- */

struct colour {
    float c[3];
};

static struct colour mix(struct colour a, struct colour b, float part)
{
    struct colour out;
    for (int k = 0; k < 3; k++)
        out.c[k] = a.c[k] + part * (b.c[k] - a.c[k]);
    return out;
}

static struct colour any_colour(struct gfla_random *random, float lo, float hi)
{
    struct colour out;
    const float grey = gfla_random_uniform(random, lo, hi);
    for (int k = 0; k < 3; k++)
        out.c[k] = 0.5f * grey + 0.5f * gfla_random_uniform(random, lo, hi);
    return out;
}

static struct colour grey(float value)
{
    return (struct colour){{value, value, value}};
}

static void put(const struct gfla_backdrop *b, int x, int y, struct colour c)
{
    memcpy(b->rgb + 3 * ((size_t)y * (size_t)b->width + (size_t)x), c.c, sizeof c.c);
}

static size_t n_values(const struct gfla_backdrop *b)
{
    return 3 * (size_t)b->width * (size_t)b->height;
}

/* From one colour to another along a direction, over the picture. */
static void gradient(const struct gfla_backdrop *b, struct colour from, struct colour to, float dx, float dy)
{
    const float reach = fabsf(dx) * (float)b->width + fabsf(dy) * (float)b->height;
    for (int y = 0; y < b->height; y++)
        for (int x = 0; x < b->width; x++) {
            const float u = dx * ((float)x + 0.5f - 0.5f * (float)b->width), v = dy * ((float)y + 0.5f - 0.5f * (float)b->height);
            put(b, x, y, mix(from, to, 0.5f + (u + v) / reach));
        }
}

void gfla_backdrop_plain(const struct gfla_backdrop *b, struct gfla_random *random)
{
    const float kind = gfla_random_uniform(random, 0, 1), shade = gfla_random_uniform(random, 0.8f, 0.97f);
    const float darker = gfla_random_uniform(random, 0, 1) < 0.5f ? 1 : gfla_random_uniform(random, 0.85f, 1);
    const struct colour pale = any_colour(random, 0.7f, 0.95f), dark = any_colour(random, 0.1f, 0.5f);
    const struct colour colour = kind < 0.35f ? grey(1) : kind < 0.7f ? grey(shade) : kind < 0.9f ? pale : dark;
    gradient(b, colour, mix(grey(0), colour, darker), 0, 1);
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
static void blur(float *values, float *scratch, int width, int height, size_t channels, int r)
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
static float lattice(uint32_t seed, int x, int y)
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
static float clouds(uint32_t seed, float x, float y)
{
    float sum = 0, share = 0.5f;
    for (uint32_t octave = 0; octave < 4; octave++, share *= 0.5f, x *= 2, y *= 2) {
        const int ix = (int)floorf(x), iy = (int)floorf(y);
        const float fx = smooth(x - (float)ix), fy = smooth(y - (float)iy);
        const float top = lattice(seed + octave, ix, iy) * (1 - fx) + lattice(seed + octave, ix + 1, iy) * fx;
        const float bottom = lattice(seed + octave, ix, iy + 1) * (1 - fx) + lattice(seed + octave, ix + 1, iy + 1) * fx;
        sum += share * (top + fy * (bottom - top));
    }
    return sum / 0.9375f;
}

static void draw_clouds(const struct gfla_backdrop *b, struct gfla_random *random)
{
    const uint32_t seed = gfla_random_u32(random);
    const float scale = gfla_random_uniform(random, 2, 14) / (float)b->height, stretch = gfla_random_uniform(random, 0.5f, 2);
    const struct colour from = any_colour(random, 0.05f, 0.9f), to = any_colour(random, 0.2f, 1);
    for (int y = 0; y < b->height; y++)
        for (int x = 0; x < b->width; x++)
            put(b, x, y, mix(from, to, clouds(seed, (float)x * scale * stretch, (float)y * scale)));
}

/* ---- shapes ---- */

static void draw_box(const struct gfla_backdrop *b, float x0, float y0, float x1, float y1, bool round, struct colour colour)
{
    const float mx = 0.5f * (x0 + x1), my = 0.5f * (y0 + y1), rx = 0.5f * (x1 - x0), ry = 0.5f * (y1 - y0);
    for (int y = (int)fmaxf(y0, 0); y < (int)fminf(y1, (float)b->height); y++)
        for (int x = (int)fmaxf(x0, 0); x < (int)fminf(x1, (float)b->width); x++) {
            const float u = ((float)x - mx) / rx, v = ((float)y - my) / ry;
            if (!round || u * u + v * v <= 1)
                put(b, x, y, colour);
        }
}

static void draw_shapes(const struct gfla_backdrop *b, struct gfla_random *random)
{
    const int n = 5 + (int)gfla_random_below(random, 22), r = (int)((float)b->height * gfla_random_uniform(random, 0.005f, 0.05f));
    const float w = (float)b->width, h = (float)b->height;
    gradient(b, any_colour(random, 0.1f, 0.95f), any_colour(random, 0.1f, 0.95f), 0, 1);
    for (int i = 0; i < n; i++) {
        const float x = gfla_random_uniform(random, -0.2f, 1) * w, y = gfla_random_uniform(random, -0.2f, 1) * h;
        const float sx = gfla_random_uniform(random, 0.05f, 0.6f) * w, sy = gfla_random_uniform(random, 0.05f, 0.5f) * h;
        const bool round = gfla_random_below(random, 2);
        draw_box(b, x, y, x + sx, y + sy, round, any_colour(random, 0.05f, 1));
    }
    blur(b->rgb, b->scratch, b->width, b->height, 3, r);
}

/* ---- places with a floor ---- */

/* Where the ray of a pixel meets the floor; false: above the horizon. */
static bool floor_at(const struct gfla_backdrop *b, int x, int y, float out[2])
{
    int left, top;
    double far[3];
    gfla_figure_view_corner(b->width, b->height, &left, &top);
    gfla_camera_unproject(b->camera, gfla_figure_view_square(b->width, b->height), x + left, y + top, 1, far);
    const double down = b->camera->eye[1] - far[1];
    if (down < 1e-4 || b->camera->eye[1] <= 0)
        return false;
    const double t = b->camera->eye[1] / down;
    out[0] = (float)(b->camera->eye[0] + t * (far[0] - b->camera->eye[0]));
    out[1] = (float)(b->camera->eye[2] + t * (far[2] - b->camera->eye[2]));
    return true;
}

struct floor {
    int kind; /* even, planks, tiles, ground */
    uint32_t seed;
    float size, angle[2];
    struct colour colours[2];
};

static struct floor draw_floor(struct gfla_random *random)
{
    struct floor f = {.kind = (int)gfla_random_below(random, 4), .seed = gfla_random_u32(random)};
    const float turn = gfla_random_uniform(random, 0, 3.1416f);
    f.size = f.kind == 1 ? gfla_random_uniform(random, 0.08f, 0.25f) : gfla_random_uniform(random, 0.2f, 0.7f);
    f.angle[0] = cosf(turn), f.angle[1] = sinf(turn);
    f.colours[0] = any_colour(random, 0.15f, 0.85f);
    f.colours[1] = mix(f.colours[0], any_colour(random, 0.1f, 0.9f), f.kind == 2 ? 0.6f : 0.25f);
    return f;
}

static struct colour floor_colour(const struct floor *f, const float at[2])
{
    const float u = (at[0] * f->angle[0] + at[1] * f->angle[1]) / f->size, v = (at[1] * f->angle[0] - at[0] * f->angle[1]) / f->size;
    const int row = (int)floorf(u), column = (int)floorf(v);
    if (f->kind == 0)
        return f->colours[0];
    if (f->kind == 1)
        return mix(f->colours[0], f->colours[1], lattice(f->seed, row, (int)floorf(v * 0.1f + lattice(f->seed, row, 1))));
    if (f->kind == 2)
        return f->colours[(row + column) & 1];
    return mix(f->colours[0], f->colours[1], clouds(f->seed, 3 * u, 3 * v));
}

/* How far behind the figure's place the wall stands, in metres along the line of sight. */
static float behind(const struct gfla_backdrop *b, const float at[2])
{
    const float fx = (float)b->camera->rows[8], fz = (float)b->camera->rows[10], length = sqrtf(fx * fx + fz * fz);
    return (at[0] * fx + at[1] * fz) / length;
}

static struct colour wall_colour(const struct colour colours[2], int kind, uint32_t seed, float x, float y)
{
    if (kind == 1)
        return colours[(int)floorf(x * 12) & 1];
    if (kind == 2)
        return mix(colours[0], colours[1], clouds(seed, x * 6, y * 6));
    if (kind == 3)
        return colours[fabsf(x * 2 - floorf(x * 2) - 0.5f) < 0.2f && fabsf(y * 2 - floorf(y * 2) - 0.5f) < 0.25f];
    return mix(colours[0], colours[1], y);
}

static void draw_room(const struct gfla_backdrop *b, struct gfla_random *random)
{
    const struct floor floor = draw_floor(random);
    const int kind = (int)gfla_random_below(random, 4), r = (int)((float)b->height * gfla_random_uniform(random, 0, 0.012f));
    const uint32_t seed = gfla_random_u32(random);
    const float wall = gfla_random_uniform(random, 0.6f, 5), moved = gfla_random_uniform(random, 0, 1);
    struct colour colours[2] = {any_colour(random, 0.3f, 0.97f), any_colour(random, 0.2f, 0.97f)};
    colours[1] = mix(colours[0], colours[1], gfla_random_uniform(random, 0.05f, 0.5f));
    for (int y = 0; y < b->height; y++)
        for (int x = 0; x < b->width; x++) {
            float at[2];
            const bool on_floor = floor_at(b, x, y, at) && behind(b, at) < wall;
            const float u = (float)x / (float)b->height + moved, v = (float)y / (float)b->height;
            put(b, x, y, on_floor ? floor_colour(&floor, at) : wall_colour(colours, kind, seed, u, v));
        }
    blur(b->rgb, b->scratch, b->width, b->height, 3, r);
}

static void draw_street(const struct gfla_backdrop *b, struct gfla_random *random)
{
    const struct floor floor = draw_floor(random);
    const int r = 1 + (int)((float)b->height * gfla_random_uniform(random, 0.005f, 0.03f));
    const float w = (float)b->width, h = (float)b->height, far = gfla_random_uniform(random, 4, 20);
    gradient(b, any_colour(random, 0.6f, 1), any_colour(random, 0.5f, 0.95f), 0, 1);
    for (float x = -0.3f * w; x < w;) {
        const float width = gfla_random_uniform(random, 0.15f, 0.6f) * w, top = gfla_random_uniform(random, -0.2f, 0.45f) * h;
        const struct colour wall = any_colour(random, 0.1f, 0.8f), window = mix(wall, any_colour(random, 0, 1), 0.6f);
        draw_box(b, x, top, x + width, h, false, wall);
        const float step = gfla_random_uniform(random, 0.06f, 0.14f) * h;
        for (float wy = top + 0.5f * step; wy < h; wy += step)
            for (float wx = x + 0.3f * step; wx + 0.5f * step < x + width; wx += step)
                draw_box(b, wx, wy, wx + 0.5f * step, wy + 0.55f * step, false, window);
        x += width;
    }
    blur(b->rgb, b->scratch, b->width, b->height, 3, r);
    for (int y = 0; y < b->height; y++)
        for (int x = 0; x < b->width; x++) {
            float at[2];
            if (floor_at(b, x, y, at) && behind(b, at) < far)
                put(b, x, y, floor_colour(&floor, at));
        }
}

void gfla_backdrop_varied(const struct gfla_backdrop *b, struct gfla_random *random)
{
    switch (gfla_random_below(random, 8)) {
    case 0:
        gradient(b, any_colour(random, 0.1f, 1), any_colour(random, 0.1f, 1), gfla_random_uniform(random, -1, 1), 1);
        break;
    case 1:
        draw_clouds(b, random);
        break;
    case 2:
    case 3:
        draw_shapes(b, random);
        break;
    case 4:
        draw_street(b, random);
        break;
    default:
        draw_room(b, random);
    }
    const float noise = gfla_random_uniform(random, 0, 0.03f);
    const uint32_t seed = gfla_random_u32(random);
    for (size_t i = 0; i < n_values(b); i++)
        b->rgb[i] = fminf(fmaxf(b->rgb[i] + noise * (lattice(seed, (int)i, 0) - 0.5f), 0), 1);
}

gfla_status gfla_backdrop_picture(const struct gfla_backdrop *b, const struct gfla_image *picture, struct gfla_random *random)
{
    gfla_status status;
    struct gfla_image part = {0}, sized = {0};
    const float wide = (float)picture->width / (float)b->width, high = (float)picture->height / (float)b->height;
    const float scale = fminf(wide, high) * gfla_random_uniform(random, 0.5f, 1);
    const int w = (int)fmaxf(1, scale * (float)b->width), h = (int)fmaxf(1, scale * (float)b->height);
    const int x = (int)gfla_random_below(random, (uint32_t)(picture->width - w + 1));
    const int y = (int)gfla_random_below(random, (uint32_t)(picture->height - h + 1));
    const bool mirrored = gfla_random_below(random, 2);
    TRY(gfla_image_crop(picture, x, y, w, h, &part));
    TRY(gfla_image_resize(&part, b->width, b->height, GFLA_FILTER_BILINEAR, &sized));
    for (size_t i = 0; i < n_values(b); i++) {
        const size_t pixel = i / 3, row = pixel / (size_t)b->width, column = pixel % (size_t)b->width;
        const size_t from = mirrored ? row * (size_t)b->width + (size_t)b->width - 1 - column : pixel;
        b->rgb[i] = (float)((const uint8_t *)sized.pixels)[3 * from + i % 3] / 255.0f;
    }
fail:
    gfla_image_free(&part);
    gfla_image_free(&sized);
    return status;
}

/* ---- the figure before it ---- */

void gfla_backdrop_shadow(const struct gfla_backdrop *b, const float (*points)[3], size_t n, const float direction[3], float strength)
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
        const double world[3] = {(double)points[i][0] - t * (double)direction[0], 0, (double)points[i][2] - t * (double)direction[2]};
        double pixel[2], z;
        if (!gfla_camera_project(b->camera, side, world, pixel, &z))
            continue;
        const int x = (int)floor(pixel[0] + 0.5) - left, y = (int)floor(pixel[1] + 0.5) - top;
        if (x >= 0 && y >= 0 && x < b->width && y < b->height) {
            float *at = &mask[(size_t)y * (size_t)b->width + (size_t)x];
            *at = fmaxf(*at, 1 / (1 + 1.2f * (float)height)); /* what is higher throws a softer shadow */
        }
    }
    blur(mask, other, b->width, b->height, 1, 1 + b->height / 64);
    for (size_t i = 0; i < 3 * pixels; i++)
        b->rgb[i] *= 1 - strength * fminf(1.6f * mask[i / 3], 1);
}

gfla_status gfla_backdrop_composite(const struct gfla_backdrop *b, const uint8_t *rgba, struct gfla_image *picture)
{
    const int side = gfla_figure_view_square(b->width, b->height);
    int left, top;
    gfla_figure_view_corner(b->width, b->height, &left, &top);
    const gfla_status status = gfla_image_create(picture, b->width, b->height, 3, 8);
    if (status != GFLA_OK)
        return status;
    uint8_t *out = picture->pixels;
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
