#include "tasks/view/photo_matte.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/view/photo_field.h"

#define ALPHA_PART 0.002
#define HOLE_PART 0.0005
#define SPECK_PART 0.01

void gfla_matte_free(struct gfla_matte *matte)
{
    free(matte->alpha);
    *matte = (struct gfla_matte){0};
}

static gfla_status matte_create(const struct gfla_bitmap *rgba, struct gfla_matte *matte)
{
    *matte = (struct gfla_matte){.width = rgba->width, .height = rgba->height};
    return gfla_calloc(&matte->alpha, (size_t)rgba->width * rgba->height, 1, "a matte");
}

/* ---- the background's colour ---- */

static int median_of(const long histogram[256], long total, double part)
{
    long sum = 0;
    for (int v = 0; v < 256; v++)
        if ((sum += histogram[v]) > (long)(part * (double)total))
            return v;
    return 255;
}

static int distance(const uint8_t *pixel, const uint8_t colour[3])
{
    int most = 0;
    for (int c = 0; c < 3; c++) {
        int d = abs(pixel[c] - colour[c]);
        most = d > most ? d : most;
    }
    return most;
}

static void find_background(const struct gfla_bitmap *rgba, struct gfla_matte *m)
{
    long histogram[4][256] = {{0}};
    const uint8_t *pixels = rgba->pixels;
    int n = 2 * (m->width + m->height);
    for (int i = 0; i < n; i++)
        for (int c = 0; c < 3; c++)
            histogram[c][pixels[4 * (size_t)gfla_field_border(m->width, m->height, i) + c]]++;
    for (int c = 0; c < 3; c++)
        m->background[c] = (uint8_t)median_of(histogram[c], n, 0.5);
    for (int i = 0; i < n; i++)
        histogram[3][distance(pixels + 4 * (size_t)gfla_field_border(m->width, m->height, i), m->background)]++;
    m->spread = (float)median_of(histogram[3], n, 0.9);
}

/* ---- the matte ---- */

/* States of a pixel: unlike the background, like it, very like it, background. */
enum { SOLID, LIKE, ALIKE, REACHED, HOLE, PATCH };

/* Enclosed areas of the background's colour. */
static void open_holes(struct gfla_field *f)
{
    int n = f->width * f->height;
    long least = (long)(HOLE_PART * n) + 1;
    for (int i = 0; i < n; i++)
        if (f->state[i] == ALIKE && gfla_field_flood(f, i, ALIKE, HOLE) < least)
            gfla_field_flood(f, i, HOLE, PATCH);
    for (int i = 0; i < n; i++) {
        int x = i % f->width, y = i / f->width;
        if (f->state[i] != HOLE)
            continue;
        if (x > 0)
            gfla_field_flood(f, i - 1, LIKE, REACHED);
        if (x + 1 < f->width)
            gfla_field_flood(f, i + 1, LIKE, REACHED);
        if (y > 0)
            gfla_field_flood(f, i - f->width, LIKE, REACHED);
        if (y + 1 < f->height)
            gfla_field_flood(f, i + f->width, LIKE, REACHED);
    }
}

static void find_reached(struct gfla_field *f, const uint8_t *pixels, const struct gfla_matte *m, float from, float to)
{
    int n = f->width * f->height;
    for (int i = 0; i < n; i++)
        f->state[i] = (float)distance(pixels + 4 * (size_t)i, m->background) < to ? LIKE : SOLID;
    for (int i = 0; i < 2 * (f->width + f->height); i++)
        gfla_field_flood(f, gfla_field_border(f->width, f->height, i), LIKE, REACHED);
    for (int i = 0; i < n; i++)
        if (f->state[i] == LIKE && (float)distance(pixels + 4 * (size_t)i, m->background) < from)
            f->state[i] = ALIKE;
    open_holes(f);
}

gfla_status gfla_matte_from_background(const struct gfla_bitmap *rgba, float tolerance, struct gfla_matte *m)
{
    gfla_status status = GFLA_OK;
    const uint8_t *pixels = rgba->pixels;
    struct gfla_field f = {0};
    TRY(matte_create(rgba, m));
    find_background(rgba, m);
    REQUIRE(m->spread <= tolerance, GFLA_ERROR_INPUT,
            "the background is not plain: a tenth of the border is %.0f or more of 255 from its median colour, limit "
            "%.0f. hint: "
            "photograph the object before a plain wall or sheet, or cut it out and save it as PNG with transparency",
            (double)m->spread, (double)tolerance);
    float from = m->spread > tolerance / 2 ? m->spread : tolerance / 2, to = from + tolerance / 2;
    TRY(gfla_field_create(&f, m->width, m->height));
    find_reached(&f, pixels, m, from, to);
    for (int i = 0; i < m->width * m->height; i++) {
        float a = ((float)distance(pixels + 4 * (size_t)i, m->background) - from) / (to - from);
        bool background = f.state[i] == REACHED || f.state[i] == HOLE;
        m->alpha[i] = (uint8_t)(!background || a >= 1 ? 255 : a <= 0 ? 0 : 255 * a);
    }
fail:
    gfla_field_free(&f);
    if (status)
        gfla_matte_free(m);
    return status;
}

bool gfla_matte_has_alpha(const struct gfla_bitmap *rgba)
{
    const uint8_t *pixels = rgba->pixels;
    size_t n = (size_t)rgba->width * rgba->height, n_clear = 0;
    for (size_t i = 0; i < n; i++)
        n_clear += pixels[4 * i + 3] < 250;
    return (double)n_clear > ALPHA_PART * (double)n;
}

gfla_status gfla_matte_from_alpha(const struct gfla_bitmap *rgba, struct gfla_matte *m)
{
    gfla_status status = GFLA_OK;
    TRY(matte_create(rgba, m));
    memset(m->background, 255, sizeof m->background);
    for (size_t i = 0; i < (size_t)m->width * m->height; i++)
        m->alpha[i] = ((const uint8_t *)rgba->pixels)[4 * i + 3];
fail:
    return status;
}

/* ---- cleaning ---- */

static void find_box(struct gfla_matte *m)
{
    int left = m->width, right = -1, top = m->height, bottom = -1;
    for (int y = 0; y < m->height; y++)
        for (int x = 0; x < m->width; x++)
            if (m->alpha[(size_t)y * m->width + x] >= 128) {
                left = x < left ? x : left;
                right = x > right ? x : right;
                top = y < top ? y : top;
                bottom = y;
            }
    m->x = right < 0 ? 0 : left;
    m->y = bottom < 0 ? 0 : top;
    m->box_width = right < 0 ? 0 : right - left + 1;
    m->box_height = bottom < 0 ? 0 : bottom - top + 1;
}

gfla_status gfla_matte_clean(struct gfla_matte *m)
{
    enum { NONE, THERE, MEASURED, SMALL, LARGE };
    gfla_status status = GFLA_OK;
    struct gfla_field f = {0};
    int n = m->width * m->height;
    long largest = 0;
    TRY(gfla_field_create(&f, m->width, m->height));
    for (int i = 0; i < n; i++)
        f.state[i] = m->alpha[i] > 0 ? THERE : NONE;
    for (int i = 0; i < n; i++) {
        long size = gfla_field_flood(&f, i, THERE, MEASURED);
        largest = size > largest ? size : largest;
    }
    for (int i = 0; i < n; i++) {
        long size = gfla_field_flood(&f, i, MEASURED, LARGE);
        if (size && (double)size < SPECK_PART * (double)largest)
            gfla_field_flood(&f, i, LARGE, SMALL);
    }
    for (int i = 0; i < n; i++)
        if (f.state[i] == SMALL)
            m->alpha[i] = 0;
    find_box(m);
fail:
    gfla_field_free(&f);
    return status;
}

double gfla_matte_on_border(const struct gfla_matte *m)
{
    int n = 2 * (m->width + m->height), n_covered = 0;
    for (int i = 0; i < n; i++)
        n_covered += m->alpha[gfla_field_border(m->width, m->height, i)] >= 128;
    return (double)n_covered / n;
}
