#include "viewsynth/render/figure/backdrop_draw.h"

#include <math.h>

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
    struct backdrop_colour colours[2];
};

static struct floor draw_floor(struct gfla_random *random)
{
    struct floor f = {.kind = (int)gfla_random_below(random, 4), .seed = gfla_random_u32(random)};
    const float turn = gfla_random_uniform(random, 0, 3.1416f);
    f.size = f.kind == 1 ? gfla_random_uniform(random, 0.08f, 0.25f) : gfla_random_uniform(random, 0.2f, 0.7f);
    f.angle[0] = cosf(turn), f.angle[1] = sinf(turn);
    f.colours[0] = backdrop_any_colour(random, 0.15f, 0.85f);
    f.colours[1] = backdrop_mix(f.colours[0], backdrop_any_colour(random, 0.1f, 0.9f), f.kind == 2 ? 0.6f : 0.25f);
    return f;
}

static struct backdrop_colour floor_colour(const struct floor *f, const float at[2])
{
    const float u = (at[0] * f->angle[0] + at[1] * f->angle[1]) / f->size,
                v = (at[1] * f->angle[0] - at[0] * f->angle[1]) / f->size;
    const int row = (int)floorf(u), column = (int)floorf(v);
    if (f->kind == 0)
        return f->colours[0];
    if (f->kind == 1)
        return backdrop_mix(f->colours[0], f->colours[1],
                            backdrop_lattice(f->seed, row, (int)floorf(v * 0.1f + backdrop_lattice(f->seed, row, 1))));
    if (f->kind == 2)
        return f->colours[(row + column) & 1];
    return backdrop_mix(f->colours[0], f->colours[1], backdrop_clouds(f->seed, 3 * u, 3 * v));
}

/* How far behind the figure's place the wall stands, in metres along the line of sight. */
static float behind(const struct gfla_backdrop *b, const float at[2])
{
    const float fx = (float)b->camera->rows[8], fz = (float)b->camera->rows[10], length = sqrtf(fx * fx + fz * fz);
    return (at[0] * fx + at[1] * fz) / length;
}

static struct backdrop_colour wall_colour(const struct backdrop_colour colours[2], int kind, uint32_t seed, float x,
                                          float y)
{
    if (kind == 1)
        return colours[(int)floorf(x * 12) & 1];
    if (kind == 2)
        return backdrop_mix(colours[0], colours[1], backdrop_clouds(seed, x * 6, y * 6));
    if (kind == 3)
        return colours[fabsf(x * 2 - floorf(x * 2) - 0.5f) < 0.2f && fabsf(y * 2 - floorf(y * 2) - 0.5f) < 0.25f];
    return backdrop_mix(colours[0], colours[1], y);
}

void backdrop_room(const struct gfla_backdrop *b, struct gfla_random *random)
{
    const struct floor floor = draw_floor(random);
    const int kind = (int)gfla_random_below(random, 4),
              r = (int)((float)b->height * gfla_random_uniform(random, 0, 0.012f));
    const uint32_t seed = gfla_random_u32(random);
    const float wall = gfla_random_uniform(random, 0.6f, 5), moved = gfla_random_uniform(random, 0, 1);
    struct backdrop_colour colours[2] = {backdrop_any_colour(random, 0.3f, 0.97f),
                                         backdrop_any_colour(random, 0.2f, 0.97f)};
    colours[1] = backdrop_mix(colours[0], colours[1], gfla_random_uniform(random, 0.05f, 0.5f));
    for (int y = 0; y < b->height; y++)
        for (int x = 0; x < b->width; x++) {
            float at[2];
            const bool on_floor = floor_at(b, x, y, at) && behind(b, at) < wall;
            const float u = (float)x / (float)b->height + moved, v = (float)y / (float)b->height;
            backdrop_put(b, x, y, on_floor ? floor_colour(&floor, at) : wall_colour(colours, kind, seed, u, v));
        }
    backdrop_blur(b->rgb, b->scratch, b->width, b->height, 3, r);
}

void backdrop_street(const struct gfla_backdrop *b, struct gfla_random *random)
{
    const struct floor floor = draw_floor(random);
    const int r = 1 + (int)((float)b->height * gfla_random_uniform(random, 0.005f, 0.03f));
    const float w = (float)b->width, h = (float)b->height, far = gfla_random_uniform(random, 4, 20);
    backdrop_gradient(b, backdrop_any_colour(random, 0.6f, 1), backdrop_any_colour(random, 0.5f, 0.95f), 0, 1);
    for (float x = -0.3f * w; x < w;) {
        const float width = gfla_random_uniform(random, 0.15f, 0.6f) * w,
                    top = gfla_random_uniform(random, -0.2f, 0.45f) * h;
        const struct backdrop_colour wall = backdrop_any_colour(random, 0.1f, 0.8f),
                                     window = backdrop_mix(wall, backdrop_any_colour(random, 0, 1), 0.6f);
        backdrop_box(b, x, top, x + width, h, false, wall);
        const float step = gfla_random_uniform(random, 0.06f, 0.14f) * h;
        for (float wy = top + 0.5f * step; wy < h; wy += step)
            for (float wx = x + 0.3f * step; wx + 0.5f * step < x + width; wx += step)
                backdrop_box(b, wx, wy, wx + 0.5f * step, wy + 0.55f * step, false, window);
        x += width;
    }
    backdrop_blur(b->rgb, b->scratch, b->width, b->height, 3, r);
    for (int y = 0; y < b->height; y++)
        for (int x = 0; x < b->width; x++) {
            float at[2];
            if (floor_at(b, x, y, at) && behind(b, at) < far)
                backdrop_put(b, x, y, floor_colour(&floor, at));
        }
}
