#include "viewsynth/data/photo_draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

gfla_status gfla_photo_canvas_create(struct gfla_photo_canvas *c, int size, int view_size)
{
    gfla_status status;
    const size_t area = (size_t)size * (size_t)size;
    *c = (struct gfla_photo_canvas){.size = size};
    TRY(gfla_calloc(&c->rgb, 3 * area, sizeof *c->rgb, "an image"));
    TRY(gfla_calloc(&c->alpha, area, sizeof *c->alpha, "an image"));
    TRY(gfla_calloc(&c->scratch, 3 * area, sizeof *c->scratch, "an image"));
    TRY(gfla_calloc(&c->rgba, (size_t)view_size * (size_t)view_size, 4, "a view"));
fail:
    return status;
}

void gfla_photo_canvas_destroy(struct gfla_photo_canvas *c)
{
    free(c->rgb);
    free(c->alpha);
    free(c->scratch);
    free(c->rgba);
    *c = (struct gfla_photo_canvas){0};
}

static void mirror(struct gfla_bitmap *image)
{
    uint32_t *pixels = image->pixels; /* RGBA of 8 bits */
    for (int y = 0; y < image->height; y++) {
        uint32_t *row = pixels + (size_t)y * (size_t)image->width;
        for (int x = 0; x < image->width / 2; x++) {
            const uint32_t left = row[x];
            row[x] = row[image->width - 1 - x];
            row[image->width - 1 - x] = left;
        }
    }
}

gfla_status gfla_photo_read(struct gfla_photo_canvas *c, const gfla_views *views, int model, int view,
                            struct gfla_frame_box *box)
{
    gfla_status status;
    const struct gfla_view_pixels wanted = {.rgba = c->rgba};
    c->view_size = gfla_views_size(views);
    TRY(gfla_views_read_number(views, model, view, c->view_size, &wanted));
    *box = gfla_frame_find(c->rgba + 3, 4, c->view_size, c->view_size);
fail:
    return status;
}

static int scaled(double scale, int pixels)
{
    const int n = (int)lround(scale * pixels);
    return n > 1 ? n : 1;
}

gfla_status gfla_photo_object(struct gfla_photo_canvas *c, struct gfla_frame_box box, bool flip, double scale,
                              struct gfla_bitmap *object)
{
    gfla_status status;
    struct gfla_bitmap part = {0};
    const struct gfla_bitmap whole = {
        .width = c->view_size, .height = c->view_size, .channels = 4, .bits = 8, .pixels = c->rgba};
    *object = (struct gfla_bitmap){0};
    TRY(gfla_bitmap_crop(&whole, box.x, box.y, box.width, box.height, &part));
    TRY(gfla_bitmap_resize(&part, scaled(scale, box.width), scaled(scale, box.height), GFLA_FILTER_BILINEAR, object));
    if (flip)
        mirror(object);
fail:
    gfla_bitmap_free(&part);
    return status;
}

void gfla_photo_tint(struct gfla_bitmap *object, struct gfla_random *random)
{
    static const int permutations[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    const int *channel = permutations[gfla_random_below(random, 6)];
    const float gamma = expf(gfla_random_uniform(random, -0.5f, 0.5f)),
                contrast = gfla_random_uniform(random, 0.65f, 1.15f),
                bright = gfla_random_uniform(random, -0.12f, 0.12f);
    uint8_t table[3][256], *pixels = object->pixels;
    for (int k = 0; k < 3; k++) {
        const float gain = gfla_random_uniform(random, 0.85f, 1.1f);
        for (int v = 0; v < 256; v++) {
            const float value = powf((float)v / 255, gamma);
            const float changed = gain * (0.5f + contrast * (value - 0.5f)) + bright;
            table[k][v] = (uint8_t)(255 * fminf(fmaxf(changed, 0), 1) + 0.5f);
        }
    }
    for (size_t i = 0; i < (size_t)object->width * (size_t)object->height; i++) {
        const uint8_t was[3] = {pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2]};
        for (int k = 0; k < 3; k++)
            pixels[4 * i + (size_t)k] = table[k][was[channel[k]]];
    }
}

void gfla_photo_put(struct gfla_photo_canvas *c, const struct gfla_bitmap *object, int x0, int y0, bool hides)
{
    const uint8_t *pixels = object->pixels;
    for (int y = y0 < 0 ? -y0 : 0; y < object->height && y + y0 < c->size; y++)
        for (int x = x0 < 0 ? -x0 : 0; x < object->width && x + x0 < c->size; x++) {
            const uint8_t *p = pixels + 4 * ((size_t)y * (size_t)object->width + (size_t)x);
            const size_t at = (size_t)(y + y0) * (size_t)c->size + (size_t)(x + x0);
            const float a = (float)p[3] / 255;
            for (size_t k = 0; k < 3; k++)
                c->rgb[3 * at + k] += a * ((float)p[k] / 255 - c->rgb[3 * at + k]);
            c->alpha[at] = hides ? c->alpha[at] * (1 - a) : a + (1 - a) * c->alpha[at];
        }
}

/* ---- cut-outs ---- */

/* Alpha as an imperfect method gives it: the outline too wide or too narrow by up to a pixel or two, and what it lets
 * through of the background has a colour of its own. */
static void spoil_outline(struct gfla_photo_canvas *c, struct gfla_random *random)
{
    const int n = c->size, r = 1 + (int)gfla_random_below(random, 2);
    const float level = gfla_random_uniform(random, -0.35f, 0.35f), sharp = gfla_random_uniform(random, 1.5f, 4);
    float behind[3], *blurred = c->scratch;
    for (int k = 0; k < 3; k++)
        behind[k] = gfla_random_uniform(random, 0, 1);
    for (int y = 0; y < n; y++)
        for (int x = 0; x < n; x++) {
            float sum = 0;
            int count = 0;
            for (int v = y > r ? y - r : 0; v <= y + r && v < n; v++)
                for (int u = x > r ? x - r : 0; u <= x + r && u < n; u++, count++)
                    sum += c->alpha[v * n + u];
            blurred[y * n + x] = sum / (float)count;
        }
    for (int i = 0; i < n * n; i++) {
        const float was = c->alpha[i], now = fminf(fmaxf(0.5f + sharp * (blurred[i] - 0.5f - 0.6f * level), 0), 1);
        for (int k = 0; k < 3; k++) {
            const float inside = c->rgb[3 * i + k] - (1 - was); /* premultiplied, for it is on white */
            const float seen = inside + (1 - was) * behind[k];
            c->rgb[3 * i + k] = now * seen + 1 - now;
        }
        c->alpha[i] = now;
    }
}

gfla_status gfla_photo_draw_cut_out(struct gfla_photo_canvas *c, const gfla_views *views, int model, int view,
                                    bool flip, struct gfla_random *random)
{
    gfla_status status;
    struct gfla_frame_box box;
    struct gfla_bitmap object = {0};
    for (int i = 0; i < c->size * c->size; i++)
        c->rgb[3 * i] = c->rgb[3 * i + 1] = c->rgb[3 * i + 2] = 1;
    memset(c->alpha, 0, (size_t)c->size * (size_t)c->size * sizeof *c->alpha);
    TRY(gfla_photo_read(c, views, model, view, &box));
    if (box.width == 0)
        return GFLA_OK;
    const struct gfla_frame_square square = gfla_frame_around(box, 0);
    const double scale = c->size / square.side * (random ? exp((double)gfla_random_uniform(random, -0.15f, 0.1f)) : 1);
    const double lower = GFLA_FRAME_LOWER * c->size;
    TRY(gfla_photo_object(c, box, flip, scale, &object));
    double x = 0.5 * (c->size - object.width), y = 0.5 * (c->size - object.height) + lower;
    if (random) {
        x += 0.03 * c->size * (double)gfla_random_normal(random);
        y += 0.03 * c->size * (double)gfla_random_normal(random);
        gfla_photo_tint(&object, random);
    }
    gfla_photo_put(c, &object, (int)lround(x), (int)lround(y), false);
    if (random && gfla_random_below(random, 2))
        spoil_outline(c, random);
fail:
    gfla_bitmap_free(&object);
    return status;
}
