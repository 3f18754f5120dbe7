#include <math.h>

#include "io/draw/draw.h"

static uint8_t level(double part)
{
    return (uint8_t)(part * 255 + 0.5);
}

/* ---- flow ---- */

/* The colour wheel of Baker et al., "A database and evaluation methodology for optical flow": from one pure or mixed
 * colour to the next in so many steps, fewer where the eye tells fewer apart. */
static const struct {
    int steps;
    double from[3], to[3];
} arcs[] = {
    {15, {1, 0, 0}, {1, 1, 0}}, {6, {1, 1, 0}, {0, 1, 0}},  {4, {0, 1, 0}, {0, 1, 1}},
    {11, {0, 1, 1}, {0, 0, 1}}, {13, {0, 0, 1}, {1, 0, 1}}, {6, {1, 0, 1}, {1, 0, 0}},
};
enum { N_ARCS = sizeof arcs / sizeof arcs[0], WHEEL_STEPS = 15 + 6 + 4 + 11 + 13 + 6 };

/* turn: 0..1 around the wheel. */
static void wheel(double turn, double rgb[3])
{
    double step = turn * WHEEL_STEPS;
    int arc = 0;

    for (; arc < N_ARCS - 1 && step >= arcs[arc].steps; arc++)
        step -= arcs[arc].steps;
    for (int c = 0; c < 3; c++)
        rgb[c] = arcs[arc].from[c] + (arcs[arc].to[c] - arcs[arc].from[c]) * fmin(step / arcs[arc].steps, 1);
}

/* A motion in units of the scale. The wheel begins with motion to the right and turns to the bottom of the image. */
static void flow_colour(double u, double v, uint8_t *pixel)
{
    const double length = hypot(u, v), turn = atan2(-v, -u) / (2 * M_PI) + 0.5;
    double rgb[3];

    wheel(turn, rgb);
    for (int c = 0; c < 3; c++)
        pixel[c] = level(length <= 1 ? 1 - length * (1 - rgb[c]) : rgb[c] * 0.75);
}

static float longest(const float *uv, size_t n)
{
    float most = 0;

    for (size_t i = 0; i < n; i++) {
        const float length = hypotf(uv[i], uv[n + i]);

        if (isfinite(length) && length > most)
            most = length;
    }
    return most > 0 ? most : 1;
}

gfla_status gfla_draw_flow(const float *uv, int width, int height, float scale, struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    size_t n;

    *image = (struct gfla_bitmap){0};
    REQUIRE(scale >= 0 && isfinite(scale), GFLA_ERROR_USAGE,
            "a flow field drawn with the scale %g: it must be 0 or more", (double)scale);
    TRY(gfla_bitmap_create(image, width, height, 3, 8));
    n = (size_t)width * (size_t)height;
    if (scale == 0)
        scale = longest(uv, n);
    for (size_t i = 0; i < n; i++)
        if (isfinite(uv[i]) && isfinite(uv[n + i])) /* what is not stays black */
            flow_colour((double)uv[i] / (double)scale, (double)uv[n + i] / (double)scale,
                        (uint8_t *)image->pixels + 3 * i);
fail:
    return status;
}

/* ---- maps ---- */

/* Colours of even lightness steps, from dark blue over green to yellow. */
static const uint8_t heat_points[][3] = {
    {68, 1, 84},    {71, 44, 122}, {59, 81, 139},  {44, 113, 142}, {33, 144, 141},
    {39, 173, 129}, {92, 200, 99}, {170, 220, 50}, {253, 231, 37},
};
enum { LAST_HEAT_POINT = sizeof heat_points / sizeof heat_points[0] - 1 };

static void heat_colour(double part, uint8_t *pixel)
{
    const double place = fmin(fmax(part, 0), 1) * LAST_HEAT_POINT;
    const int before = place < LAST_HEAT_POINT ? (int)place : LAST_HEAT_POINT - 1;

    for (int c = 0; c < 3; c++) {
        const double from = heat_points[before][c], to = heat_points[before + 1][c];

        pixel[c] = (uint8_t)(from + (to - from) * (place - before) + 0.5);
    }
}

gfla_status gfla_draw_heat(const float *values, int width, int height, float lo, float hi, struct gfla_bitmap *image)
{
    static const uint8_t grey = 128;
    gfla_status status = GFLA_OK;

    *image = (struct gfla_bitmap){0};
    REQUIRE(lo < hi, GFLA_ERROR_USAGE, "a map drawn from %g to %g: the first must be less", (double)lo, (double)hi);
    TRY(gfla_bitmap_create(image, width, height, 3, 8));
    for (size_t i = 0; i < (size_t)width * (size_t)height; i++) {
        uint8_t *pixel = (uint8_t *)image->pixels + 3 * i;

        if (isnan(values[i]))
            pixel[0] = pixel[1] = pixel[2] = grey;
        else
            heat_colour(((double)values[i] - (double)lo) / ((double)hi - (double)lo), pixel);
    }
fail:
    return status;
}
