#include "viewsynth/data/photo_draw.h"

#include <math.h>
#include <string.h>

#include "viewsynth/render/figure/backdrop.h"

/* What stands behind: an image, something drawn, or a plain wall of a studio. */
static gfla_status draw_backdrop(struct gfla_photo_canvas *c, const struct gfla_bitmap *background,
                                 struct gfla_random *random)
{
    struct gfla_camera camera = gfla_camera_orbit_at(
        gfla_random_uniform(random, 0, 360), gfla_random_uniform(random, 2, 35), gfla_random_uniform(random, 3, 6), 35);
    const struct gfla_backdrop backdrop = {
        .camera = &camera, .width = c->size, .height = c->size, .rgb = c->rgb, .scratch = c->scratch};
    const uint32_t kind = gfla_random_below(random, 8);
    if (background && kind < 6)
        return gfla_backdrop_image(&backdrop, background, random);
    if (kind == 7)
        gfla_backdrop_plain(&backdrop, random);
    else
        gfla_backdrop_varied(&backdrop, random);
    return GFLA_OK;
}

/* As large as `part` of the canvas along its larger side. */
static gfla_status take(struct gfla_photo_canvas *c, struct gfla_photo_view view, bool flip, double part,
                        struct gfla_random *random, struct gfla_bitmap *object)
{
    gfla_status status;
    struct gfla_frame_box box;
    TRY(gfla_photo_read(c, view.views, view.model, view.view, &box));
    if (box.width == 0)
        return GFLA_OK;
    TRY(gfla_photo_object(c, box, flip, part * c->size / fmax(box.width, box.height), object));
    gfla_photo_tint(object, random);
fail:
    return status;
}

/* Darker under the object and, by chance, where its shadow falls beside it. */
static void draw_shadow(struct gfla_photo_canvas *c, const struct gfla_bitmap *object, int x0, int y0,
                        struct gfla_random *random)
{
    const float strength = gfla_random_uniform(random, 0, 0.6f), slant = gfla_random_uniform(random, -1.2f, 1.2f),
                length = gfla_random_uniform(random, 0.05f, 0.5f), depth = gfla_random_uniform(random, 0.03f, 0.1f);
    const bool falls = gfla_random_below(random, 2);
    const uint8_t *pixels = object->pixels;
    const float w = (float)object->width, h = (float)object->height, bottom = (float)y0 + h,
                middle = (float)x0 + 0.5f * w;
    for (int y = 0; y < c->size; y++)
        for (int x = 0; x < c->size; x++) {
            const float u = ((float)x - middle) / (0.55f * w + 1),
                        v = ((float)y - bottom + 0.02f * h) / (depth * h + 1);
            float dark = expf(-1.5f * (u * u * u * u + v * v));
            const float up = (bottom - (float)y) / length; /* of the object, whose shadow lies there */
            const int sx = (int)floorf((float)x - slant * (bottom - (float)y) - (float)x0), sy = (int)floorf(h - up);
            if (falls && up >= 0 && up < h && sx >= 0 && sx < object->width && sy >= 0 && sy < object->height)
                dark = fmaxf(dark, (float)pixels[4 * ((size_t)sy * (size_t)object->width + (size_t)sx) + 3] / 255 *
                                       (1 - up / h));
            for (int k = 0; k < 3; k++)
                c->rgb[3 * (y * c->size + x) + k] *= 1 - strength * dark;
        }
}

/* Something else, at a border of the image, smaller than the object or cut off; before it now and then. */
static gfla_status put_other(struct gfla_photo_canvas *c, struct gfla_photo_view other, bool before,
                             struct gfla_random *random)
{
    gfla_status status;
    struct gfla_bitmap object = {0};
    const double part = (double)gfla_random_uniform(random, 0.12f, before ? 0.25f : 0.5f);
    const bool flip = gfla_random_below(random, 2), left = gfla_random_below(random, 2);
    TRY(take(c, other, flip, part, random, &object));
    if (object.width > 0) {
        const double reach = (double)gfla_random_uniform(random, -0.4f, 0.35f) * object.width;
        const int x = (int)lround(left ? reach : c->size - object.width - reach);
        const int y = (int)lround((double)gfla_random_uniform(random, 0.1f, 1.1f) * (c->size - object.height));
        draw_shadow(c, &object, x, y, random);
        gfla_photo_put(c, &object, x, y, true);
    }
fail:
    gfla_bitmap_free(&object);
    return status;
}

/* What the camera does: exposure, tint, a little blur, noise. */
static void finish(struct gfla_photo_canvas *c, struct gfla_random *random)
{
    const float exposure = gfla_random_uniform(random, 0.75f, 1.15f), noise = gfla_random_uniform(random, 0, 0.03f);
    const bool soft = gfla_random_below(random, 3) == 0;
    float tint[3], *was = c->scratch;
    const size_t row = 3 * (size_t)c->size, n = row * (size_t)c->size;
    for (int k = 0; k < 3; k++)
        tint[k] = exposure * gfla_random_uniform(random, 0.92f, 1.08f);
    memcpy(was, c->rgb, n * sizeof *was);
    for (size_t i = 0; i < n; i++) {
        const bool inside = i >= row + 3 && i + row + 3 < n;
        const float near = inside ? 0.25f * (was[i - 3] + was[i + 3] + was[i - row] + was[i + row]) : was[i];
        const float value = (soft ? 0.5f * (was[i] + near) : was[i]) * tint[i % 3] + noise * gfla_random_normal(random);
        c->rgb[i] = fminf(fmaxf(value, 0), 1);
    }
}

gfla_status gfla_photo_draw_scene(struct gfla_photo_canvas *c, struct gfla_photo_view object,
                                  struct gfla_photo_view other, const struct gfla_bitmap *background, bool flip,
                                  struct gfla_random *random)
{
    gfla_status status;
    struct gfla_bitmap cut = {0};
    const double part = (double)gfla_random_uniform(random, 0.35f, 0.95f);
    const bool has_other = gfla_random_below(random, 5) < 2, other_before = gfla_random_below(random, 5) == 0;
    const bool has_shadow = gfla_random_below(random, 5) > 0;
    memset(c->alpha, 0, (size_t)c->size * (size_t)c->size * sizeof *c->alpha);
    TRY(draw_backdrop(c, background, random));
    if (has_other && !other_before)
        TRY(put_other(c, other, false, random));
    TRY(take(c, object, flip, part, random, &cut));
    if (cut.width > 0) {
        const double free_x = c->size - cut.width, free_y = c->size - cut.height;
        const int x = (int)lround(free_x * (0.5 + 0.25 * (double)gfla_random_normal(random)));
        const int y = (int)lround(free_y * (0.55 + 0.25 * (double)gfla_random_normal(random)));
        if (has_shadow)
            draw_shadow(c, &cut, x, y, random);
        gfla_photo_put(c, &cut, x, y, false);
    }
    if (has_other && other_before)
        TRY(put_other(c, other, true, random));
    finish(c, random);
fail:
    gfla_bitmap_free(&cut);
    return status;
}
