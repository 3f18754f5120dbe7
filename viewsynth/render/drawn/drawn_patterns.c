/* The textures of drawn materials: a colour for each point (u, v) of the unit square, the same at its opposite
 * edges. */
#include <math.h>
#include <string.h>

#include "viewsynth/render/drawn/drawn_look.h"
#include "viewsynth/render/drawn/drawn_noise.h"

#define PI 3.14159265f
#define MAX_BANDS 16

/* A pattern with its numbers drawn. */
struct plan {
    const struct drawn_look *look;
    uint32_t seed;
    int n;        /* how many of whatever it is made of */
    float amount; /* of what varies, 0..1 */
    bool turned;  /* stripes run the other way */
    int n_bands;
    float band_end[MAX_BANDS]; /* rising, the last one is 1 */
    int band_colour[MAX_BANDS];
};

static float clamped(float x, float lo, float hi)
{
    return x < lo ? lo : x > hi ? hi : x;
}

static float smooth(float lo, float hi, float x)
{
    float t = clamped((x - lo) / (hi - lo), 0, 1);
    return t * t * (3 - 2 * t);
}

static float fraction(float x)
{
    return x - floorf(x);
}

static void mix(const float a[3], const float b[3], float t, float out[3])
{
    for (int k = 0; k < 3; k++)
        out[k] = a[k] + (b[k] - a[k]) * t;
}

static void scale(const float in[3], float by, float out[3])
{
    for (int k = 0; k < 3; k++)
        out[k] = in[k] * by;
}

/* ---- wood and metal: u runs along the grain ---- */

static void paint_grain(const struct plan *p, float u, float v, float rgb[3])
{
    float bend = drawn_cloud(u, v, 2, 3, 3, p->seed);
    float ring = .5f + .5f * sinf(2 * PI * ((float)p->n * v + 3 * p->amount * bend));
    float streak = drawn_cloud(u, v, 3, 48, 2, p->seed + 10), pore = drawn_noise(u, v, 24, 160, p->seed + 20);
    float t = .50f * ring * ring + .55f * (streak - .2f) + (pore > .78f ? .18f : 0);
    mix(p->look->colours[0], p->look->colours[1], clamped(t, 0, 1.15f), rgb);
}

static void paint_boards(const struct plan *p, float u, float v, float rgb[3])
{
    const int n = 2 + p->n % 4;
    float board = floorf(v * (float)n), beside = fraction(v * (float)n);
    float shift = drawn_chance((int)board, 1, p->seed), tone = .88f + .2f * drawn_chance((int)board, 2, p->seed);
    paint_grain(p, u + shift, v, rgb);
    float joint = smooth(0, .03f, fminf(beside, 1 - beside));
    scale(rgb, tone * (.55f + .45f * joint), rgb);
}

static void paint_brushed(const struct plan *p, float u, float v, float rgb[3])
{
    scale(p->look->colours[0], .90f + .20f * drawn_cloud(u, v, 3, 96, 2, p->seed), rgb);
}

static void paint_hammered(const struct plan *p, float u, float v, float rgb[3])
{
    struct drawn_cell c = drawn_cells(u, v, 14 + p->n, p->seed);
    scale(p->look->colours[0], 1.04f - .22f * c.nearest * c.nearest, rgb);
}

static void paint_spangles(const struct plan *p, float u, float v, float rgb[3])
{
    struct drawn_cell c = drawn_cells(u, v, 8 + p->n, p->seed);
    scale(p->look->colours[0], .92f + .14f * (float)(c.number & 255) / 255, rgb);
}

/* ---- cloth ---- */

/* Brightness of a plain weave: warp and weft threads take turns on top. */
static float weave_light(float u, float v, int n, uint32_t seed)
{
    float x = u * (float)n, y = v * (float)n;
    int i = (int)floorf(x), j = (int)floorf(y);
    float across = (i + j) & 1 ? fraction(y) : fraction(x),
          thread = drawn_chance((i + j) & 1 ? j : i, (i + j) & 1, seed);
    return .80f + .22f * sinf(PI * across) + .08f * (thread - .5f);
}

static void paint_weave(const struct plan *p, float u, float v, float rgb[3])
{
    const int n = 32 + 2 * p->n; /* even, so that it goes on at the edges */
    int i = (int)floorf(u * (float)n), j = (int)floorf(v * (float)n);
    mix(p->look->colours[0], p->look->colours[1], (i + j) & 1 ? .35f * p->amount : 0, rgb);
    scale(rgb, weave_light(u, v, n, p->seed) * (.94f + .12f * drawn_cloud(u, v, 4, 4, 3, p->seed + 5)), rgb);
}

static void paint_stitches(const struct plan *p, float u, float v, float rgb[3])
{
    const int columns = 12 + 2 * p->n;
    float x = fraction(u * (float)columns) - .5f, y = fraction(v * (float)columns + .9f * fabsf(x));
    float light = .66f + .38f * sinf(PI * y) * (1 - 1.6f * x * x);
    bool stripe = p->turned && drawn_chance((int)floorf(v * 6), 3, p->seed) < .3f;
    scale(p->look->colours[stripe], light, rgb);
}

static const float *band_at(const struct plan *p, float t)
{
    int i = 0;
    while (i + 1 < p->n_bands && t >= p->band_end[i])
        i++;
    return p->look->colours[p->band_colour[i]];
}

static void paint_stripes(const struct plan *p, float u, float v, float rgb[3])
{
    scale(band_at(p, fraction(p->turned ? v : u)), weave_light(u, v, 64, p->seed), rgb);
}

static void paint_checks(const struct plan *p, float u, float v, float rgb[3])
{
    mix(band_at(p, fraction(u)), band_at(p, fraction(v)), .5f, rgb);
    scale(rgb, weave_light(u, v, 64, p->seed), rgb);
}

static void paint_herringbone(const struct plan *p, float u, float v, float rgb[3])
{
    const int n = 8 + 2 * (p->n % 5);
    float x = u * (float)n;
    int column = (int)floorf(x);
    float y = fraction(v * (float)n * 2 + (column & 1 ? 2 : -2) * fraction(x));
    mix(p->look->colours[0], p->look->colours[1], .8f * smooth(.42f, .58f, fabsf(2 * y - 1)), rgb);
    scale(rgb, weave_light(u, v, 96, p->seed), rgb);
}

/* Flowers, or dots where a motif has no petals, in rows that are shifted in turn. */
static void paint_flowers(const struct plan *p, float u, float v, float rgb[3])
{
    const int n = 2 * (1 + p->n % 4);
    float y = v * (float)n, x = u * (float)n + ((int)floorf(y) & 1 ? .5f : 0);
    int i = (int)floorf(x) % n, j = (int)floorf(y) % n;
    float dx = fraction(x) - .5f - .2f * (drawn_chance(i, j, p->seed) - .5f);
    float dy = fraction(y) - .5f - .2f * (drawn_chance(i, j, p->seed + 1) - .5f);
    float r = sqrtf(dx * dx + dy * dy), petals = (float)(p->turned ? 0 : 4 + p->n % 4);
    float edge = .26f * (1 + (petals > 0 ? .35f * cosf(petals * atan2f(dy, dx)) : 0)) *
                 (.7f + .5f * drawn_chance(i, j, p->seed + 2));
    mix(p->look->colours[1], p->look->colours[0], smooth(edge - .03f, edge + .03f, r), rgb);
    if (petals > 0)
        mix(p->look->colours[2], rgb, smooth(.06f, .09f, r), rgb);
    scale(rgb, .94f + .12f * drawn_cloud(u, v, 32, 32, 2, p->seed + 5), rgb);
}

static void paint_nap(const struct plan *p, float u, float v, float rgb[3])
{
    scale(p->look->colours[0],
          .84f + .28f * drawn_cloud(u, v, 4, 6, 4, p->seed) + .08f * (drawn_noise(u, v, 128, 128, p->seed + 9) - .5f),
          rgb);
}

static void paint_basket(const struct plan *p, float u, float v, float rgb[3])
{
    const int n = 8 + 2 * (p->n % 5);
    float x = u * (float)n, y = v * (float)n;
    int i = (int)floorf(x), j = (int)floorf(y), over = (i + j) & 1;
    float across = over ? fraction(y) : fraction(x), along = over ? fraction(x) : fraction(y);
    float light = .45f + .5f * sinf(PI * across) + .12f * sinf(PI * along);
    mix(p->look->colours[0], p->look->colours[1], drawn_chance(i % n, j % n, p->seed), rgb);
    scale(rgb, light, rgb);
}

/* ---- leather, stone, paper ---- */

static void paint_hide(const struct plan *p, float u, float v, float rgb[3])
{
    struct drawn_cell c = drawn_cells(u, v, 32 + 2 * p->n, p->seed);
    float crease = smooth(0, .22f, c.second - c.nearest), wear = drawn_cloud(u, v, 3, 3, 3, p->seed + 7);
    mix(p->look->colours[2], p->look->colours[1], wear, rgb);
    scale(rgb, .80f + .20f * crease, rgb);
}

static void paint_veins(const struct plan *p, float u, float v, float rgb[3])
{
    float bend = drawn_cloud(u, v, 3, 3, 5, p->seed), cloud = drawn_cloud(u, v, 2, 2, 4, p->seed + 8);
    float broad = 1 - fabsf(sinf(PI * (u + v + (2 + 3 * p->amount) * bend)));
    float thin = 1 - fabsf(sinf(PI * (2 * u - v + 4 * drawn_cloud(u, v, 4, 4, 4, p->seed + 16))));
    float t = .75f * powf(broad, 7) + .45f * powf(thin, 14) + .25f * (cloud - .4f);
    mix(p->look->colours[0], p->look->colours[1], clamped(t, 0, .9f), rgb);
}

static void paint_speckles(const struct plan *p, float u, float v, float rgb[3])
{
    struct drawn_cell c = drawn_cells(u, v, 40 + 2 * p->n, p->seed);
    uint32_t level = c.number & 255;
    const float *speck = p->look->colours[level < 40 ? 1 : level < 80 ? 2 : 0];
    mix(p->look->colours[0], speck, .4f, rgb);
    scale(rgb, .94f + .12f * drawn_cloud(u, v, 8, 8, 3, p->seed + 4), rgb);
}

static void paint_chips(const struct plan *p, float u, float v, float rgb[3])
{
    struct drawn_cell c = drawn_cells(u, v, 10 + p->n, p->seed);
    float chip = smooth(.04f, .12f, c.second - c.nearest) * ((c.number & 3) ? 1 : 0);
    mix(p->look->colours[0], p->look->colours[1 + (c.number >> 4 & 1)], .8f * chip, rgb);
    scale(rgb, .92f + .12f * (float)(c.number >> 8 & 255) / 255, rgb);
}

/* A cover or a label: a field, a band, and lines of what might be letters. */
static void paint_label(const struct plan *p, float u, float v, float rgb[3])
{
    float band = drawn_chance(0, 7, p->seed) * .5f + .15f, wide = .12f + .2f * drawn_chance(1, 7, p->seed);
    bool inside = v > band && v < band + wide;
    memcpy(rgb, p->look->colours[inside], 3 * sizeof *rgb);
    int row = (int)floorf(v * 24), letter = (int)floorf(u * 40);
    float beside = fraction(v * 24);
    bool line =
        drawn_chance(row, 8, p->seed) < (inside ? .6f : .35f) && beside > .25f && beside < .75f && u > .1f && u < .9f;
    if (line && drawn_chance(letter, row, p->seed + 3) < .75f)
        memcpy(rgb, p->look->colours[2], 3 * sizeof *rgb);
}

static void (*const paint[DRAWN_PATTERN_COUNT])(const struct plan *, float u, float v, float rgb[3]) = {
    [DRAWN_GRAIN] = paint_grain,
    [DRAWN_BOARDS] = paint_boards,
    [DRAWN_WEAVE] = paint_weave,
    [DRAWN_STITCHES] = paint_stitches,
    [DRAWN_STRIPES] = paint_stripes,
    [DRAWN_CHECKS] = paint_checks,
    [DRAWN_HERRINGBONE] = paint_herringbone,
    [DRAWN_FLOWERS] = paint_flowers,
    [DRAWN_NAP] = paint_nap,
    [DRAWN_HIDE] = paint_hide,
    [DRAWN_VEINS] = paint_veins,
    [DRAWN_SPECKLES] = paint_speckles,
    [DRAWN_CHIPS] = paint_chips,
    [DRAWN_BRUSHED] = paint_brushed,
    [DRAWN_HAMMERED] = paint_hammered,
    [DRAWN_SPANGLES] = paint_spangles,
    [DRAWN_BASKET] = paint_basket,
    [DRAWN_LABEL] = paint_label,
};

/* Bands of random widths; no two neighbours of one colour, the last and the first neither. */
static void draw_bands(struct plan *p, struct gfla_random *r)
{
    float sum = 0;
    p->n_bands = 2 * (2 + (int)gfla_random_below(r, 5));
    for (int i = 0; i < p->n_bands; i++) {
        sum += gfla_random_uniform(r, .3f, 1.5f);
        p->band_end[i] = sum;
        p->band_colour[i] = i & 1 ? 1 + (int)gfla_random_below(r, 2) : 0;
    }
    for (int i = 0; i < p->n_bands; i++)
        p->band_end[i] /= sum;
}

static struct plan make_plan(const struct drawn_look *look)
{
    struct gfla_random r = gfla_random_seed(look->seed, 3);
    struct plan p = {.look = look, .seed = gfla_random_u32(&r)};
    p.n = 3 + (int)gfla_random_below(&r, 7);
    p.amount = gfla_random_uniform(&r, .3f, 1);
    p.turned = gfla_random_below(&r, 2) == 1;
    draw_bands(&p, &r);
    return p;
}

gfla_status gfla_drawn_image(const struct drawn_look *look, int side, struct gfla_bitmap *image)
{
    const struct plan p = make_plan(look);
    gfla_status status = gfla_bitmap_create(image, side, side, 4, 8);
    if (status != GFLA_OK)
        return status;
    uint8_t *out = image->pixels;
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++, out += 4) {
            float rgb[3];
            paint[look->pattern](&p, ((float)x + .5f) / (float)side, ((float)y + .5f) / (float)side, rgb);
            for (int k = 0; k < 3; k++)
                out[k] = (uint8_t)(clamped(rgb[k], 0, 1) * 255 + .5f);
            out[3] = 255;
        }
    return GFLA_OK;
}
