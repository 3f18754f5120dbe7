#include "people/fit.h"

#include <math.h>

#include "io/draw/draw.h"

struct gfla_fit gfla_fit_stretch(int from_width, int from_height, int width, int height)
{
    return (struct gfla_fit){from_width, from_height, width, height, 0, 0, width, height};
}

static int scaled(int side, double scale)
{
    long rounded = lround(side * scale);
    return rounded < 1 ? 1 : (int)rounded;
}

struct gfla_fit gfla_fit_pad(int from_width, int from_height, int width, int height)
{
    struct gfla_fit fit = gfla_fit_stretch(from_width, from_height, width, height);
    double scale = fmin((double)width / from_width, (double)height / from_height);
    fit.inner_width = scaled(from_width, scale);
    fit.inner_height = scaled(from_height, scale);
    fit.left = (width - fit.inner_width) / 2;
    fit.top = (height - fit.inner_height) / 2;
    return fit;
}

gfla_status gfla_fit_image(const struct gfla_fit *fit, const struct gfla_bitmap *src, uint8_t background,
                           struct gfla_bitmap *dst)
{
    gfla_status status;
    struct gfla_bitmap rgb = {0}, bytes = {0}, resized = {0};
    REQUIRE(src->width == fit->from_width && src->height == fit->from_height, GFLA_ERROR_USAGE,
            "a picture of %d x %d where one of %d x %d is to be fitted", src->width, src->height, fit->from_width,
            fit->from_height);
    TRY(gfla_bitmap_convert(src, 3, &rgb));
    TRY(gfla_bitmap_to_8_bits(&rgb, &bytes));
    TRY(gfla_bitmap_resize(&bytes, fit->inner_width, fit->inner_height, GFLA_FILTER_BILINEAR, &resized));
    TRY(gfla_draw_canvas(dst, fit->width, fit->height, (struct gfla_colour){background, background, background}));
    gfla_draw_image(dst, fit->left, fit->top, &resized);
    status = GFLA_OK;
fail:
    gfla_bitmap_free(&rgb);
    gfla_bitmap_free(&bytes);
    gfla_bitmap_free(&resized);
    return status;
}

void gfla_fit_points(const struct gfla_fit *fit, struct gfla_keypoints *points)
{
    gfla_keypoints_scale(points, (double)fit->inner_width / fit->from_width,
                         (double)fit->inner_height / fit->from_height, fit->left, fit->top);
}

/* Where an edge at `edge` of a side `whole` is, when the side has `pixels`. */
static int edge_at(int edge, int whole, int pixels)
{
    return (int)((int64_t)edge * pixels / whole);
}

gfla_status gfla_fit_crop(const struct gfla_fit *fit, const struct gfla_bitmap *src, struct gfla_bitmap *dst)
{
    int left = edge_at(fit->left, fit->width, src->width),
        right = edge_at(fit->left + fit->inner_width, fit->width, src->width);
    int top = edge_at(fit->top, fit->height, src->height),
        bottom = edge_at(fit->top + fit->inner_height, fit->height, src->height);
    return gfla_bitmap_crop(src, left, top, right - left, bottom - top, dst);
}
