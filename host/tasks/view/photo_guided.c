#include "tasks/view/photo_guided.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define MAX_SIDE 512
#define EPS 3e-4 /* of variances of colours in 0 .. 1: textures below it are smoothed over */

/* Colours and their products, by pairs (r r, r g, r b, g g, g b, b b); the coefficients take the places of colours. */
enum { COLOUR, MAP = 3, COLOUR_MAP, PRODUCTS = 7, N_PLANES = 13 };

struct filter {
    int width, height, radius;
    float *plane[N_PLANES], *scratch;
};

float gfla_map_between(const float *map, int width, int height, float x, float y)
{
    x = fminf(fmaxf(x, 0), (float)(width - 1));
    y = fminf(fmaxf(y, 0), (float)(height - 1));
    const int x0 = (int)x, y0 = (int)y, x1 = x0 + 1 < width ? x0 + 1 : x0, y1 = y0 + 1 < height ? y0 + 1 : y0;
    const float fx = x - (float)x0, fy = y - (float)y0;
    const float top = map[(size_t)y0 * width + x0] * (1 - fx) + map[(size_t)y0 * width + x1] * fx;
    const float bottom = map[(size_t)y1 * width + x0] * (1 - fx) + map[(size_t)y1 * width + x1] * fx;
    return top + fy * (bottom - top);
}

/* Where pixel i of `n` lies among `m` that cover the same length. */
static float place(int i, int n, int m)
{
    return ((float)i + 0.5f) * (float)m / (float)n - 0.5f;
}

/* Means of windows of 2 r + 1, along one direction; at the ends of what is there. */
static void mean_along(const float *src, float *dst, int n, size_t step, int r)
{
    double sum = 0;
    for (int i = 0; i < r && i < n; i++)
        sum += (double)src[step * (size_t)i];
    for (int i = 0; i < n; i++) {
        sum += i + r < n ? (double)src[step * (size_t)(i + r)] : 0;
        sum -= i > r ? (double)src[step * (size_t)(i - r - 1)] : 0;
        const int first = i > r ? i - r : 0, last = i + r < n ? i + r : n - 1;
        dst[step * (size_t)i] = (float)(sum / (last - first + 1));
    }
}

static void mean_around(const struct filter *f, float *plane)
{
    for (int y = 0; y < f->height; y++)
        mean_along(plane + (size_t)y * f->width, f->scratch + (size_t)y * f->width, f->width, 1, f->radius);
    for (int x = 0; x < f->width; x++)
        mean_along(f->scratch + x, plane + x, f->height, (size_t)f->width, f->radius);
}

static gfla_status create(struct filter *f, int width, int height)
{
    gfla_status status;
    const size_t n = (size_t)width * (size_t)height;
    f->width = width;
    f->height = height;
    TRY(gfla_calloc(&f->scratch, n, sizeof *f->scratch, "a guided filter"));
    for (int i = 0; i < N_PLANES; i++)
        TRY(gfla_calloc(&f->plane[i], n, sizeof *f->plane[i], "a guided filter"));
fail:
    return status;
}

static void destroy(struct filter *f)
{
    free(f->scratch);
    for (int i = 0; i < N_PLANES; i++)
        free(f->plane[i]);
}

static void fill(struct filter *f, const struct gfla_bitmap *guide, const float *coarse, int width, int height)
{
    const uint8_t *pixels = guide->pixels;
    for (int y = 0; y < f->height; y++)
        for (int x = 0; x < f->width; x++) {
            const size_t i = (size_t)y * f->width + x;
            const float p =
                gfla_map_between(coarse, width, height, place(x, f->width, width), place(y, f->height, height));
            float c[3];
            f->plane[MAP][i] = p;
            for (int k = 0; k < 3; k++) {
                c[k] = (float)pixels[4 * i + (size_t)k] / 255;
                f->plane[COLOUR + k][i] = c[k];
                f->plane[COLOUR_MAP + k][i] = c[k] * p;
            }
            for (int k = 0, n = PRODUCTS; k < 3; k++)
                for (int j = k; j < 3; j++, n++)
                    f->plane[n][i] = c[k] * c[j];
        }
}

/* What makes the map of the colours, best in squares: map = a . colour + b. Cramer's rule. */
static void solve(const struct filter *f, size_t i, float a[3], float *b)
{
    double m[3], s[6], v[3];
    for (int k = 0; k < 3; k++) {
        m[k] = (double)f->plane[COLOUR + k][i];
        v[k] = (double)f->plane[COLOUR_MAP + k][i] - m[k] * (double)f->plane[MAP][i];
    }
    for (int k = 0, n = 0; k < 3; k++)
        for (int j = k; j < 3; j++, n++)
            s[n] = (double)f->plane[PRODUCTS + n][i] - m[k] * m[j] + (j == k ? EPS : 0);
    const double inverse[6] = {s[3] * s[5] - s[4] * s[4], s[2] * s[4] - s[1] * s[5], s[1] * s[4] - s[2] * s[3],
                               s[0] * s[5] - s[2] * s[2], s[1] * s[2] - s[0] * s[4], s[0] * s[3] - s[1] * s[1]};
    const double det = s[0] * inverse[0] + s[1] * inverse[1] + s[2] * inverse[2];
    const double found[3] = {(inverse[0] * v[0] + inverse[1] * v[1] + inverse[2] * v[2]) / det,
                             (inverse[1] * v[0] + inverse[3] * v[1] + inverse[4] * v[2]) / det,
                             (inverse[2] * v[0] + inverse[4] * v[1] + inverse[5] * v[2]) / det};
    double rest = (double)f->plane[MAP][i];
    for (int k = 0; k < 3; k++) {
        a[k] = (float)found[k];
        rest -= found[k] * m[k];
    }
    *b = (float)rest;
}

static void find_coefficients(struct filter *f)
{
    for (int i = 0; i < N_PLANES; i++)
        mean_around(f, f->plane[i]);
    for (size_t i = 0; i < (size_t)f->width * (size_t)f->height; i++) {
        float a[3], b;
        solve(f, i, a, &b);
        for (int k = 0; k < 3; k++)
            f->plane[COLOUR + k][i] = a[k];
        f->plane[MAP][i] = b;
    }
    for (int i = 0; i <= MAP; i++)
        mean_around(f, f->plane[i]);
}

static void apply(const struct filter *f, const struct gfla_bitmap *guide, float *dst)
{
    const uint8_t *pixels = guide->pixels;
    for (int y = 0; y < guide->height; y++)
        for (int x = 0; x < guide->width; x++) {
            const size_t i = (size_t)y * guide->width + x;
            const float u = place(x, guide->width, f->width), v = place(y, guide->height, f->height);
            float sum = gfla_map_between(f->plane[MAP], f->width, f->height, u, v);
            for (int k = 0; k < 3; k++)
                sum += gfla_map_between(f->plane[COLOUR + k], f->width, f->height, u, v) *
                       (float)pixels[4 * i + (size_t)k] / 255;
            dst[i] = fminf(fmaxf(sum, 0), 1);
        }
}

gfla_status gfla_guided_upsample(const struct gfla_bitmap *guide, const float *coarse, int width, int height,
                                 float *dst)
{
    gfla_status status;
    const int side = guide->width > guide->height ? guide->width : guide->height;
    const double scale = side > MAX_SIDE ? (double)MAX_SIDE / side : 1;
    const int w = (int)fmax(1, guide->width * scale), h = (int)fmax(1, guide->height * scale);
    struct filter f = {.radius = (int)fmax(2, 1.5 * w / width)};
    struct gfla_bitmap sized = {0};
    TRY(gfla_bitmap_resize(guide, w, h, GFLA_FILTER_BILINEAR, &sized));
    TRY(create(&f, w, h));
    fill(&f, &sized, coarse, width, height);
    find_coefficients(&f);
    apply(&f, guide, dst);
fail:
    gfla_bitmap_free(&sized);
    destroy(&f);
    return status;
}
