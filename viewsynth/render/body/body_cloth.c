#include "viewsynth/render/body/body_cloth.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"

#define SIDE 128
#define GRID 16 /* of the noise */

/* Smooth noise that repeats: values on a grid, mixed in between. */
struct noise {
    float at[GRID][GRID];
};

static void noise_draw(struct gfla_random *random, struct noise *noise)
{
    for (int y = 0; y < GRID; y++)
        for (int x = 0; x < GRID; x++)
            noise->at[y][x] = gfla_random_uniform(random, -1, 1);
}

/* x, y in repetitions; `cells` of the grid are used along each side. */
static float noise_at(const struct noise *noise, float x, float y, int cells)
{
    const float u = (x - floorf(x)) * (float)cells, v = (y - floorf(y)) * (float)cells;
    const int i = (int)u % cells, j = (int)v % cells, i1 = (i + 1) % cells, j1 = (j + 1) % cells;
    float a = u - floorf(u), b = v - floorf(v);
    a = a * a * (3 - 2 * a);
    b = b * b * (3 - 2 * b);
    const float top = noise->at[j][i] + a * (noise->at[j][i1] - noise->at[j][i]);
    const float bottom = noise->at[j1][i] + a * (noise->at[j1][i1] - noise->at[j1][i]);
    return top + b * (bottom - top);
}

/* What a print needs to know of itself; shares are of one repetition. */
struct print {
    const float (*colours)[3];
    struct noise noise;
    float share[4];
    int n;
    struct {
        float x, y, radius;
        int colour;
    } spots[40];
};

typedef void shade_at(const struct print *p, float x, float y, float colour[3]);

static void pick(const struct print *p, int i, float colour[3])
{
    for (int k = 0; k < 3; k++)
        colour[k] = p->colours[i][k];
}

static void brighten(float by, float colour[3])
{
    for (int k = 0; k < 3; k++)
        colour[k] = fminf(1, fmaxf(0, colour[k] * (1 + by)));
}

static void plain_at(const struct print *p, float x, float y, float colour[3])
{
    pick(p, 0, colour);
    brighten(0.05f * noise_at(&p->noise, x, y, 5) + 0.03f * noise_at(&p->noise, y, x, 16), colour);
}

static void stripes_at(const struct print *p, float x, float y, float colour[3])
{
    pick(p, y < p->share[0] ? 0 : p->n > 2 && y > p->share[1] && y < p->share[2] ? 2 : 1, colour);
}

static void pinstripes_at(const struct print *p, float x, float y, float colour[3])
{
    pick(p, x < p->share[3] ? 1 : 0, colour);
}

/* Bands of the second and third colour along both sides, half seen through where they cross the ground. */
static void checks_at(const struct print *p, float x, float y, float colour[3])
{
    const float *band = p->share;
    pick(p, 0, colour);
    const bool wide[2] = {x < band[0], y < band[0]};
    const bool thin[2] = {fabsf(x - band[1]) < 0.02f, fabsf(y - band[1]) < 0.02f};
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 3; k++) {
            if (wide[i])
                colour[k] += 0.5f * (p->colours[1][k] - colour[k]);
            if (thin[i])
                colour[k] += 0.6f * (p->colours[2][k] - colour[k]);
        }
}

static void gingham_at(const struct print *p, float x, float y, float colour[3])
{
    const int n = (x < 0.5f) + (y < 0.5f);
    for (int k = 0; k < 3; k++)
        colour[k] = p->colours[1][k] + 0.5f * (float)n * (p->colours[0][k] - p->colours[1][k]);
}

/* A dot in the middle and a quarter of one in each corner. */
static void dots_at(const struct print *p, float x, float y, float colour[3])
{
    const float cx = fabsf(x - 0.5f), cy = fabsf(y - 0.5f), r = p->share[3];
    const bool inside = hypotf(cx, cy) < r || hypotf(0.5f - cx, 0.5f - cy) < r;
    pick(p, inside ? 1 : 0, colour);
}

static float around(float a, float b)
{
    const float d = fabsf(a - b);
    return d > 0.5f ? 1 - d : d;
}

static void flowers_at(const struct print *p, float x, float y, float colour[3])
{
    pick(p, 0, colour);
    for (int i = 0; i < p->n; i++) {
        const float dx = around(x, p->spots[i].x), dy = around(y, p->spots[i].y), r = p->spots[i].radius;
        const float petals = 0.75f + 0.25f * cosf(5 * atan2f(dy, dx) + (float)i);
        const float d = hypotf(dx, dy);
        if (d < r * petals)
            pick(p, d < 0.3f * r ? 3 - p->spots[i].colour : p->spots[i].colour, colour);
    }
}

static void blocks_at(const struct print *p, float x, float y, float colour[3])
{
    pick(p, y < 0.25f ? 0 : y < 0.5f ? 1 : y < 0.75f ? 2 : 1, colour);
}

static void denim_at(const struct print *p, float x, float y, float colour[3])
{
    pick(p, 0, colour);
    brighten(0.10f * noise_at(&p->noise, x * 4, y, 16) + 0.08f * noise_at(&p->noise, y, x, 4), colour);
}

static void knit_at(const struct print *p, float x, float y, float colour[3])
{
    pick(p, 0, colour);
    brighten(0.10f * cosf(6.2831853f * 8 * x) + 0.05f * sinf(6.2831853f * (16 * y + 2 * fabsf(cosf(25.132741f * x)))),
             colour);
}

static const struct {
    const char *name;
    shade_at *shade;
    float lo, hi; /* metres of a repetition */
} prints[BODY_PRINT_COUNT] = {
    [BODY_PRINT_PLAIN] = {"plain", plain_at, 0.45f, 0.55f},
    [BODY_PRINT_STRIPES] = {"stripes", stripes_at, 0.035f, 0.16f},
    [BODY_PRINT_PINSTRIPES] = {"pinstripes", pinstripes_at, 0.025f, 0.06f},
    [BODY_PRINT_CHECKS] = {"checks", checks_at, 0.06f, 0.16f},
    [BODY_PRINT_GINGHAM] = {"gingham", gingham_at, 0.025f, 0.06f},
    [BODY_PRINT_DOTS] = {"dots", dots_at, 0.04f, 0.10f},
    [BODY_PRINT_FLOWERS] = {"flowers", flowers_at, 0.20f, 0.34f},
    [BODY_PRINT_BLOCKS] = {"blocks", blocks_at, 0.36f, 0.60f},
    [BODY_PRINT_DENIM] = {"denim", denim_at, 0.25f, 0.35f},
    [BODY_PRINT_KNIT] = {"knit", knit_at, 0.08f, 0.14f},
};

const char *body_print_name(enum body_print print)
{
    return prints[print].name;
}

static void print_prepare(struct gfla_random *random, struct print *p)
{
    noise_draw(random, &p->noise);
    p->share[0] = gfla_random_uniform(random, 0.25f, 0.6f);
    p->share[1] = p->share[0] + gfla_random_uniform(random, 0.1f, 0.2f);
    p->share[2] = p->share[1] + gfla_random_uniform(random, 0.05f, 0.15f);
    p->share[3] = gfla_random_uniform(random, 0.12f, 0.22f);
    p->n = 2 + (int)gfla_random_below(random, 2);
}

static void scatter(struct gfla_random *random, struct print *p)
{
    p->n = 14 + (int)gfla_random_below(random, 24);
    for (int i = 0; i < p->n; i++) {
        p->spots[i].x = gfla_random_uniform(random, 0, 1);
        p->spots[i].y = gfla_random_uniform(random, 0, 1);
        p->spots[i].radius = gfla_random_uniform(random, 0.04f, 0.10f);
        p->spots[i].colour = 1 + (int)gfla_random_below(random, 2);
    }
}

static uint8_t byte_of(float value)
{
    return (uint8_t)lrintf(255 * fminf(1, fmaxf(0, value)));
}

/* Four samples a pixel. */
static void fill(const struct print *p, shade_at *shade, struct gfla_bitmap *image)
{
    uint8_t *out = image->pixels;
    for (int i = 0; i < SIDE * SIDE; i++, out += 4) {
        float sum[3] = {0};
        for (int s = 0; s < 4; s++) {
            float colour[3];
            const float x = ((float)(i % SIDE) + 0.25f + 0.5f * (float)(s % 2)) / SIDE;
            const float y = ((float)(i / SIDE) + 0.25f + 0.5f * (float)(s / 2)) / SIDE;
            shade(p, x, y, colour);
            for (int k = 0; k < 3; k++)
                sum[k] += colour[k] / 4;
        }
        for (int k = 0; k < 3; k++)
            out[k] = byte_of(sum[k]);
        out[3] = 255;
    }
}

gfla_status body_print_draw(struct gfla_random *random, enum body_print print, const float colours[3][3],
                            struct gfla_bitmap *image, float *repeat)
{
    gfla_status status = GFLA_OK;
    struct print p = {.colours = colours};
    print_prepare(random, &p);
    if (print == BODY_PRINT_FLOWERS)
        scatter(random, &p);
    *repeat = gfla_random_uniform(random, prints[print].lo, prints[print].hi);
    TRY(gfla_bitmap_create(image, SIDE, SIDE, 4, 8));
    fill(&p, prints[print].shade, image);
fail:
    return status;
}

/* 1 inside the figure of kind `kind`, 2 in its inner part, 0 outside. x, y in -1 .. 1. */
static int emblem_at(uint32_t kind, int n, float x, float y)
{
    const float r = hypotf(x, y);
    switch (kind) {
    case 0: /* disc and ring */
        return r < 0.45f ? 2 : r > 0.6f && r < 0.9f ? 1 : 0;
    case 1: /* bars */
        return fabsf(x) < 0.9f && fabsf(y) < 0.7f && (int)floorf((y + 1) * (float)n) % 2 == 0 ? 1 : 0;
    case 2: /* triangle */
        return y > -0.7f && y < 0.8f - 1.8f * fabsf(x) ? (y > -0.45f && y < 0.35f - 1.8f * fabsf(x) ? 2 : 1) : 0;
    case 3: /* chequered square */
        return fabsf(x) < 0.8f && fabsf(y) < 0.8f ? 1 + ((int)floorf(x * 2.5f + 5) + (int)floorf(y * 2.5f + 5)) % 2 : 0;
    case 4: /* star */
        return r < 0.45f + 0.4f * fabsf(cosf(0.5f * (float)n * (atan2f(x, y)))) *
                               fabsf(cosf(0.5f * (float)n * atan2f(x, y)))
                   ? (r < 0.35f ? 2 : 1)
                   : 0;
    default: /* sun over a wave */
        return y < 0.25f * sinf(5 * x) - 0.3f && fabsf(x) < 0.9f && y > -0.8f ? 1 : hypotf(x, y - 0.35f) < 0.4f ? 2 : 0;
    }
}

gfla_status body_emblem_draw(struct gfla_random *random, const float colours[2][3], struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    const uint32_t kind = gfla_random_below(random, 6);
    const int n = 3 + (int)gfla_random_below(random, 4);
    TRY(gfla_bitmap_create(image, SIDE, SIDE, 4, 8));
    uint8_t *out = image->pixels;
    for (int i = 0; i < SIDE * SIDE; i++, out += 4) {
        const float x = 2 * ((float)(i % SIDE) + 0.5f) / SIDE - 1, y = 1 - 2 * ((float)(i / SIDE) + 0.5f) / SIDE;
        const int inside = emblem_at(kind, n, x, y);
        for (int k = 0; k < 3; k++)
            out[k] = byte_of(colours[inside == 2][k]);
        out[3] = inside ? 255 : 0;
    }
fail:
    return status;
}
