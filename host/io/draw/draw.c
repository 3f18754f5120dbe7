#include "io/draw/draw.h"

#include <math.h>
#include <string.h>

static int at_least(int value, int least)
{
    return value > least ? value : least;
}

static int at_most(int value, int most)
{
    return value < most ? value : most;
}

/* value, or the end of lo..hi that is nearer; lo for what is no number. */
static int within(double value, int lo, int hi)
{
    return !(value > lo) ? lo : value < hi ? (int)value : hi;
}

static uint8_t *pixel_at(const struct gfla_bitmap *canvas, int x, int y)
{
    return (uint8_t *)canvas->pixels + ((size_t)y * (size_t)canvas->width + (size_t)x) * 3;
}

gfla_status gfla_draw_canvas(struct gfla_bitmap *canvas, int width, int height, struct gfla_colour background)
{
    gfla_status status = gfla_bitmap_create(canvas, width, height, 3, 8);

    if (status == GFLA_OK)
        gfla_draw_fill(canvas, 0, 0, width, height, background);
    return status;
}

void gfla_draw_fill(struct gfla_bitmap *canvas, int x, int y, int width, int height, struct gfla_colour colour)
{
    const int right = (int)fmin((double)x + width, canvas->width),
              below = (int)fmin((double)y + height, canvas->height);

    for (int row = at_least(y, 0); row < below; row++)
        for (int column = at_least(x, 0); column < right; column++)
            memcpy(pixel_at(canvas, column, row), &colour, 3);
}

void gfla_draw_frame(struct gfla_bitmap *canvas, int x, int y, int width, int height, int line,
                     struct gfla_colour colour)
{
    const int across = at_most(line, width), down = at_most(line, height);

    gfla_draw_fill(canvas, x, y, width, down, colour);
    gfla_draw_fill(canvas, x, y + height - down, width, down, colour);
    gfla_draw_fill(canvas, x, y, across, height, colour);
    gfla_draw_fill(canvas, x + width - across, y, across, height, colour);
}

/* Mixes in `part` (0..1) of the colour. */
static void mix(uint8_t *pixel, const double colour[3], double part)
{
    for (int c = 0; c < 3; c++)
        pixel[c] = (uint8_t)(pixel[c] + (colour[c] - pixel[c]) * part + 0.5);
}

/* Sample i as 0..255. */
static double sample(const struct gfla_bitmap *image, size_t i)
{
    return image->bits == 8 ? ((const uint8_t *)image->pixels)[i] : ((const uint16_t *)image->pixels)[i] / 257.0;
}

void gfla_draw_image(struct gfla_bitmap *canvas, int x, int y, const struct gfla_bitmap *src)
{
    const bool is_grey = src->channels <= 2, has_alpha = src->channels == 2 || src->channels == 4;
    const int left = within(-(double)x, 0, src->width), top = within(-(double)y, 0, src->height);
    const int right = within((double)canvas->width - x, 0, src->width);
    const int below = within((double)canvas->height - y, 0, src->height);

    for (int row = top; row < below; row++)
        for (int column = left; column < right; column++) {
            const size_t i = ((size_t)row * (size_t)src->width + (size_t)column) * (size_t)src->channels;
            double colour[3];

            for (size_t c = 0; c < 3; c++)
                colour[c] = sample(src, is_grey ? i : i + c);
            mix(pixel_at(canvas, x + column, y + row), colour,
                has_alpha ? sample(src, i + (size_t)src->channels - 1) / 255 : 1);
        }
}

/* From point (x, y) to the segment from (x0, y0) by (dx, dy). */
static double distance_to_segment(double x, double y, double x0, double y0, double dx, double dy)
{
    const double length = dx * dx + dy * dy;
    const double along = length > 0 ? ((x - x0) * dx + (y - y0) * dy) / length : 0;
    const double t = along < 0 ? 0 : along > 1 ? 1 : along;

    return hypot(x - x0 - t * dx, y - y0 - t * dy);
}

void gfla_draw_line(struct gfla_bitmap *canvas, double x0, double y0, double x1, double y1, double line,
                    struct gfla_colour colour)
{
    const double rgb[3] = {colour.r, colour.g, colour.b}, reach = line / 2 + 1;
    const int left = within(fmin(x0, x1) - reach, 0, canvas->width),
              top = within(fmin(y0, y1) - reach, 0, canvas->height);
    const int right = within(fmax(x0, x1) + reach, -1, canvas->width - 1);
    const int below = within(fmax(y0, y1) + reach, -1, canvas->height - 1);

    for (int y = top; y <= below; y++)
        for (int x = left; x <= right; x++) {
            const double distance = distance_to_segment(x + 0.5, y + 0.5, x0, y0, x1 - x0, y1 - y0);
            const double cover = line / 2 + 0.5 - distance;

            if (cover > 0)
                mix(pixel_at(canvas, x, y), rgb, cover < 1 ? cover : 1);
        }
}

gfla_status gfla_draw_upscale(const struct gfla_bitmap *src, int factor, struct gfla_bitmap *dst)
{
    const size_t size = (size_t)(src->channels * src->bits / 8);
    gfla_status status = GFLA_OK;

    *dst = (struct gfla_bitmap){0};
    REQUIRE(factor >= 1 && factor <= GFLA_BITMAP_MAX_SIDE, GFLA_ERROR_USAGE,
            "pictures are enlarged 1 to %d times, not %d", GFLA_BITMAP_MAX_SIDE, factor);
    TRY(gfla_bitmap_create(dst, src->width * factor, src->height * factor, src->channels, src->bits));
    for (int y = 0; y < dst->height; y++)
        for (int x = 0; x < dst->width; x++) {
            const size_t from = (size_t)(y / factor) * (size_t)src->width + (size_t)(x / factor);
            const size_t to = (size_t)y * (size_t)dst->width + (size_t)x;

            memcpy((char *)dst->pixels + to * size, (const char *)src->pixels + from * size, size);
        }
fail:
    return status;
}
