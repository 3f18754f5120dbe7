#include <string.h>

#include "base/memory.h"
#include "io/image/bitmap.h"

static int sample(const struct gfla_bitmap *image, size_t i)
{
    return image->bits == 8 ? ((const uint8_t *)image->pixels)[i] : ((const uint16_t *)image->pixels)[i];
}

static void set_sample(struct gfla_bitmap *image, size_t i, int value)
{
    if (image->bits == 8)
        ((uint8_t *)image->pixels)[i] = (uint8_t)value;
    else
        ((uint16_t *)image->pixels)[i] = (uint16_t)value;
}

static int max_sample(const struct gfla_bitmap *image)
{
    return image->bits == 8 ? 255 : 65535;
}

static bool has_alpha(int channels)
{
    return channels == 2 || channels == 4;
}

/* ---- channels ---- */

/* One pixel as red, green, blue, alpha. */
static void load_rgba(const struct gfla_bitmap *src, size_t pixel, int rgba[4])
{
    const int n = src->channels, n_colours = n >= 3 ? 3 : 1;
    const size_t base = pixel * (size_t)n;

    for (int c = 0; c < 3; c++)
        rgba[c] = sample(src, base + (size_t)(n_colours == 3 ? c : 0));
    rgba[3] = has_alpha(n) ? sample(src, base + (size_t)n_colours) : max_sample(src);
}

static void store_rgba(struct gfla_bitmap *dst, size_t pixel, const int rgba[4])
{
    const int n = dst->channels;
    const size_t base = pixel * (size_t)n;

    if (n >= 3) {
        for (int c = 0; c < 3; c++)
            set_sample(dst, base + (size_t)c, rgba[c]);
    } else {
        /* ITU-R 601 luma in 16-bit fixed point. Grey stays grey: the weights add up to 65536. */
        const int64_t luma =
            ((int64_t)rgba[0] * 19595 + (int64_t)rgba[1] * 38470 + (int64_t)rgba[2] * 7471 + 32768) >> 16;

        set_sample(dst, base, (int)luma);
    }
    if (has_alpha(n))
        set_sample(dst, base + (size_t)n - 1, rgba[3]);
}

/* rgb * a + 1 - a, rounded. */
static void composite_on_white(int rgba[4], int max)
{
    for (int c = 0; c < 3; c++) {
        const int64_t sum = (int64_t)rgba[c] * rgba[3] + (int64_t)max * (max - rgba[3]);

        rgba[c] = (int)((2 * sum + max) / (2 * max));
    }
    rgba[3] = max;
}

gfla_status gfla_bitmap_convert(const struct gfla_bitmap *src, int channels, struct gfla_bitmap *dst)
{
    const size_t n_pixels = (size_t)src->width * (size_t)src->height;
    gfla_status status = GFLA_OK;

    if (channels == src->channels)
        return gfla_bitmap_copy(src, dst);
    TRY(gfla_bitmap_create(dst, src->width, src->height, channels, src->bits));
    for (size_t i = 0; i < n_pixels; i++) {
        int rgba[4];

        load_rgba(src, i, rgba);
        if (!has_alpha(channels) && has_alpha(src->channels))
            composite_on_white(rgba, max_sample(src));
        store_rgba(dst, i, rgba);
    }
fail:
    return status;
}

gfla_status gfla_bitmap_composite_white(const struct gfla_bitmap *src, struct gfla_bitmap *dst)
{
    return gfla_bitmap_convert(src, src->channels >= 3 ? 3 : 1, dst);
}

gfla_status gfla_bitmap_to_8_bits(const struct gfla_bitmap *src, struct gfla_bitmap *dst)
{
    gfla_status status = GFLA_OK;

    if (src->bits == 8)
        return gfla_bitmap_copy(src, dst);
    TRY(gfla_bitmap_create(dst, src->width, src->height, src->channels, 8));
    for (size_t i = 0; i < gfla_bitmap_size(dst); i++)
        ((uint8_t *)dst->pixels)[i] = (uint8_t)((((const uint16_t *)src->pixels)[i] * 255u + 32767) / 65535);
fail:
    return status;
}

gfla_status gfla_bitmap_crop(const struct gfla_bitmap *src, int x, int y, int width, int height,
                             struct gfla_bitmap *dst)
{
    const size_t pixel = (size_t)(src->channels * src->bits / 8);
    gfla_status status = GFLA_OK;

    *dst = (struct gfla_bitmap){0};
    REQUIRE(x >= 0 && y >= 0 && width >= 1 && height >= 1 && width <= src->width - x && height <= src->height - y,
            GFLA_ERROR_USAGE, "crop of %d x %d at (%d, %d) does not lie inside the image of %d x %d", width, height, x,
            y, src->width, src->height);
    TRY(gfla_bitmap_create(dst, width, height, src->channels, src->bits));
    for (int row = 0; row < height; row++)
        memcpy((char *)dst->pixels + (size_t)row * (size_t)width * pixel,
               (const char *)src->pixels + ((size_t)(y + row) * (size_t)src->width + (size_t)x) * pixel,
               (size_t)width * pixel);
fail:
    return status;
}

/* ---- float planes ---- */

static void to_planes(const struct gfla_bitmap *image, float divisor, float offset, float *chw)
{
    const size_t n_pixels = (size_t)image->width * (size_t)image->height, n = (size_t)image->channels;

    for (size_t c = 0; c < n; c++)
        for (size_t i = 0; i < n_pixels; i++)
            chw[c * n_pixels + i] = (float)sample(image, i * n + c) / divisor - offset;
}

void gfla_bitmap_to_planes(const struct gfla_bitmap *image, float *chw)
{
    to_planes(image, (float)max_sample(image) / 2, 1, chw);
}

void gfla_bitmap_to_unit_planes(const struct gfla_bitmap *image, float *chw)
{
    to_planes(image, (float)max_sample(image), 0, chw);
}

/* x in low .. low + range to 0 .. 255, plus `rounding`, clamped and truncated. */
static gfla_status from_planes(const float *chw, int width, int height, int channels, float low, float range,
                               float rounding, struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    size_t n_pixels, n;

    TRY(gfla_bitmap_create(image, width, height, channels, 8));
    n_pixels = (size_t)width * (size_t)height;
    n = (size_t)channels;
    for (size_t c = 0; c < n; c++)
        for (size_t i = 0; i < n_pixels; i++) {
            const float value = (chw[c * n_pixels + i] - low) / range * 255 + rounding;

            set_sample(image, i * n + c, value > 0 ? (int)(value < 255 ? value : 255) : 0);
        }
fail:
    return status;
}

gfla_status gfla_bitmap_from_planes(const float *chw, int width, int height, int channels, struct gfla_bitmap *image)
{
    return from_planes(chw, width, height, channels, -1, 2, 0, image);
}

gfla_status gfla_bitmap_from_unit_planes(const float *chw, int width, int height, int channels,
                                         struct gfla_bitmap *image)
{
    return from_planes(chw, width, height, channels, 0, 1, 0.5f, image);
}
