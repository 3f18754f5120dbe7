#include "tasks/view/photo_refine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/view/photo_field.h"

#define LOW 0.15f /* below it nothing, above HIGH all */
#define HIGH 0.85f
#define SURE 230         /* of 255: the colour is the object's */
#define LEAST_PART 0.002 /* of the largest area: a smaller one within its box is no part of the object */

void gfla_matte_decide(const float *alpha, struct gfla_matte *m)
{
    for (size_t i = 0; i < (size_t)m->width * (size_t)m->height; i++) {
        const float t = fminf(fmaxf((alpha[i] - LOW) / (HIGH - LOW), 0), 1);
        m->alpha[i] = (uint8_t)(255 * t * t * (3 - 2 * t) + 0.5f);
    }
}

/* ---- areas ---- */

/* CLEAR, SOFT and SOLID as alpha says; then what becomes of solid areas. */
enum { CLEAR, SOFT, SOLID, COUNTED, LARGEST, OTHER };

struct area {
    int seed;
    long size;
};

static struct area find_largest(struct gfla_field *f)
{
    struct area largest = {0};
    for (int i = 0; i < f->width * f->height; i++) {
        const long size = gfla_field_flood(f, i, SOLID, COUNTED);
        if (size > largest.size)
            largest = (struct area){i, size};
    }
    return largest;
}

struct box {
    int left, right, top, bottom;
};

static struct box box_of(const struct gfla_field *f, uint8_t state)
{
    struct box box = {f->width, -1, f->height, -1};
    for (int y = 0; y < f->height; y++)
        for (int x = 0; x < f->width; x++)
            if (f->state[y * f->width + x] == state) {
                box.left = x < box.left ? x : box.left;
                box.right = x > box.right ? x : box.right;
                box.top = y < box.top ? y : box.top;
                box.bottom = y;
            }
    return box;
}

/* Areas of some size that begin within the box join the largest; the others go. */
static void choose(struct gfla_field *f, struct area largest)
{
    gfla_field_flood(f, largest.seed, COUNTED, LARGEST);
    const struct box box = box_of(f, LARGEST);
    for (int i = 0; i < f->width * f->height; i++) {
        const int x = i % f->width, y = i / f->width;
        const bool inside = x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
        const long size = gfla_field_flood(f, i, COUNTED, OTHER);
        if (size)
            gfla_field_flood(f, i, OTHER,
                             inside && (double)size >= LEAST_PART * (double)largest.size ? LARGEST : CLEAR);
    }
}

/* Soft pixels that hang together with what stays. */
static void spread(struct gfla_field *f)
{
    for (int i = 0; i < f->width * f->height; i++) {
        const int x = i % f->width;
        if (f->state[i] != LARGEST)
            continue;
        if (x > 0)
            gfla_field_flood(f, i - 1, SOFT, COUNTED);
        if (x + 1 < f->width)
            gfla_field_flood(f, i + 1, SOFT, COUNTED);
        if (i >= f->width)
            gfla_field_flood(f, i - f->width, SOFT, COUNTED);
        if (i + f->width < f->width * f->height)
            gfla_field_flood(f, i + f->width, SOFT, COUNTED);
    }
}

gfla_status gfla_matte_keep_largest(struct gfla_matte *m)
{
    gfla_status status;
    struct gfla_field f = {0};
    TRY(gfla_field_create(&f, m->width, m->height));
    for (int i = 0; i < m->width * m->height; i++)
        f.state[i] = m->alpha[i] >= 128 ? SOLID : m->alpha[i] > 0 ? SOFT : CLEAR;
    const struct area largest = find_largest(&f);
    if (largest.size)
        choose(&f, largest);
    spread(&f);
    for (int i = 0; i < m->width * m->height; i++)
        if (f.state[i] != LARGEST && f.state[i] != COUNTED)
            m->alpha[i] = 0;
    const struct box box = box_of(&f, LARGEST);
    m->x = largest.size ? box.left : 0;
    m->y = largest.size ? box.top : 0;
    m->box_width = largest.size ? box.right - box.left + 1 : 0;
    m->box_height = largest.size ? box.bottom - box.top + 1 : 0;
fail:
    gfla_field_free(&f);
    return status;
}

/* ---- colours ---- */

/* The mean colour of sure pixels within reach, or the pixel's own where there is none. */
static void colour_nearby(const uint8_t *pixels, const struct gfla_matte *m, int x, int y, int reach, uint8_t colour[3])
{
    long sum[3] = {0}, n = 0;
    for (int v = y > reach ? y - reach : 0; v <= y + reach && v < m->height; v++)
        for (int u = x > reach ? x - reach : 0; u <= x + reach && u < m->width; u++) {
            const size_t i = (size_t)v * (size_t)m->width + (size_t)u;
            if (m->alpha[i] < SURE)
                continue;
            for (size_t k = 0; k < 3; k++)
                sum[k] += pixels[4 * i + k];
            n++;
        }
    for (int k = 0; k < 3 && n > 0; k++)
        colour[k] = (uint8_t)((sum[k] + n / 2) / n);
}

gfla_status gfla_matte_unmix(struct gfla_bitmap *rgba, const struct gfla_matte *m)
{
    gfla_status status;
    const int side = m->width > m->height ? m->width : m->height, reach = 1 + side / 200;
    struct gfla_bitmap was = {0};
    uint8_t *pixels = rgba->pixels;
    TRY(gfla_bitmap_copy(rgba, &was));
    for (int y = 0; y < m->height; y++)
        for (int x = 0; x < m->width; x++) {
            const size_t i = (size_t)y * (size_t)m->width + (size_t)x;
            if (m->alpha[i] > 0 && m->alpha[i] < SURE)
                colour_nearby(was.pixels, m, x, y, reach, pixels + 4 * i);
        }
fail:
    gfla_bitmap_free(&was);
    return status;
}
