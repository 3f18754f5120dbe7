#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/image/bitmap.h"

/* Weights are integers with this many binary places, so that every machine gives the same pixels. */
#define WEIGHT_BITS 22

/* What one axis does: output i is the sum of weights[i * n_taps + k] * input[first[i] + k], k < count[i]. */
struct axis {
    int n_out, n_taps;
    int *first, *count;
    int32_t *weights;
};

static double triangle(double x)
{
    return fabs(x) < 1 ? 1 - fabs(x) : 0;
}

static double box(double x)
{
    return x > -0.5 && x <= 0.5 ? 1 : 0;
}

static const struct {
    double (*weight)(double x);
    double support;
} filters[GFLA_FILTER_COUNT] = {
    [GFLA_FILTER_BILINEAR] = {triangle, 1},
    [GFLA_FILTER_BOX] = {box, 0.5},
};

static void axis_free(struct axis *axis)
{
    free(axis->first);
    free(axis->count);
    free(axis->weights);
}

/* The taps of output i, from the filter centred on the pixel and widened by `stretch`; they add up to one. */
static void axis_set(struct axis *axis, int i, int n_in, enum gfla_filter filter, double stretch, double *taps)
{
    const double support = filters[filter].support * stretch, shrink = 1 / stretch;
    const double centre = (i + 0.5) * ((double)n_in / axis->n_out);
    const int first = (int)fmax(centre - support + 0.5, 0);
    const int count = (int)fmin(centre + support + 0.5, n_in) - first;
    double sum = 0;

    for (int k = 0; k < count; k++)
        sum += taps[k] = filters[filter].weight((first + k - centre + 0.5) * shrink);
    for (int k = 0; k < count; k++)
        axis->weights[(size_t)i * (size_t)axis->n_taps + (size_t)k] =
            (int32_t)lround(taps[k] / sum * (1 << WEIGHT_BITS));
    axis->first[i] = first;
    axis->count[i] = count;
}

static gfla_status axis_create(struct axis *axis, int n_in, int n_out, enum gfla_filter filter)
{
    const double stretch = fmax((double)n_in / n_out, 1);
    gfla_status status = GFLA_OK;
    double *taps = NULL;

    *axis = (struct axis){.n_out = n_out, .n_taps = (int)ceil(filters[filter].support * stretch) * 2 + 1};
    TRY(gfla_calloc(&axis->first, (size_t)n_out, sizeof *axis->first, "resize positions"));
    TRY(gfla_calloc(&axis->count, (size_t)n_out, sizeof *axis->count, "resize positions"));
    TRY(gfla_calloc(&axis->weights, (size_t)n_out * (size_t)axis->n_taps, sizeof *axis->weights, "resize weights"));
    TRY(gfla_calloc(&taps, (size_t)axis->n_taps, sizeof *taps, "resize weights"));
    for (int i = 0; i < n_out; i++)
        axis_set(axis, i, n_in, filter, stretch, taps);
fail:
    free(taps);
    return status;
}

/* One axis of an image whose samples lie in 16-bit words: `outer` lines, `inner` samples from one tap to the next. */
static void resample(const struct axis *axis, const uint16_t *src, uint16_t *dst, size_t outer, int n_in, size_t inner,
                     int max)
{
    for (size_t o = 0; o < outer; o++)
        for (int i = 0; i < axis->n_out; i++) {
            const int32_t *weights = axis->weights + (size_t)i * (size_t)axis->n_taps;
            const uint16_t *in = src + (o * (size_t)n_in + (size_t)axis->first[i]) * inner;
            uint16_t *out = dst + (o * (size_t)axis->n_out + (size_t)i) * inner;

            for (size_t s = 0; s < inner; s++) {
                int64_t sum = 1 << (WEIGHT_BITS - 1);

                for (int k = 0; k < axis->count[i]; k++)
                    sum += (int64_t)weights[k] * in[(size_t)k * inner + s];
                sum >>= WEIGHT_BITS;
                out[s] = (uint16_t)(sum < max ? sum : max);
            }
        }
}

/* Colours times alpha, so that the colour of what is transparent does not bleed. 16-bit words whatever the depth. */
static void load_premultiplied(const struct gfla_bitmap *image, uint16_t *words, uint32_t max)
{
    const size_t n = (size_t)image->channels, n_samples = (size_t)image->width * (size_t)image->height * n;
    const bool has_alpha = n == 2 || n == 4;

    for (size_t i = 0; i < n_samples; i++)
        words[i] = image->bits == 8 ? ((const uint8_t *)image->pixels)[i] : ((const uint16_t *)image->pixels)[i];
    for (size_t i = 0; has_alpha && i < n_samples; i += n)
        for (size_t c = 0; c + 1 < n; c++)
            words[i + c] = (uint16_t)(((uint32_t)words[i + c] * words[i + n - 1] + max / 2) / max);
}

static void store_unpremultiplied(uint16_t *words, struct gfla_bitmap *image, uint32_t max)
{
    const size_t n = (size_t)image->channels, n_samples = (size_t)image->width * (size_t)image->height * n;
    const bool has_alpha = n == 2 || n == 4;

    for (size_t i = 0; has_alpha && i < n_samples; i += n)
        for (size_t c = 0; c + 1 < n && words[i + n - 1] > 0; c++) {
            const uint32_t value = words[i + c] * max / words[i + n - 1];

            words[i + c] = (uint16_t)(value < max ? value : max);
        }
    if (image->bits == 16) {
        memcpy(image->pixels, words, n_samples * sizeof *words);
        return;
    }
    for (size_t i = 0; i < n_samples; i++)
        ((uint8_t *)image->pixels)[i] = (uint8_t)words[i];
}

gfla_status gfla_bitmap_resize(const struct gfla_bitmap *src, int width, int height, enum gfla_filter filter,
                               struct gfla_bitmap *dst)
{
    const size_t n = (size_t)src->channels, in_w = (size_t)src->width, in_h = (size_t)src->height;
    const int max = src->bits == 8 ? 255 : 65535;
    uint16_t *stored = NULL, *narrow = NULL, *resized = NULL;
    struct axis across = {0}, down = {0};
    gfla_status status = GFLA_OK;

    *dst = (struct gfla_bitmap){0};
    REQUIRE((int)filter >= 0 && filter < GFLA_FILTER_COUNT, GFLA_ERROR_USAGE, "resize filter %d does not exist",
            (int)filter);
    TRY(gfla_bitmap_create(dst, width, height, src->channels, src->bits));
    TRY(axis_create(&across, src->width, width, filter));
    TRY(axis_create(&down, src->height, height, filter));
    TRY(gfla_calloc(&stored, in_w * in_h * n, sizeof *stored, "an image to resize"));
    TRY(gfla_calloc(&narrow, (size_t)width * in_h * n, sizeof *narrow, "an image half resized"));
    TRY(gfla_calloc(&resized, (size_t)width * (size_t)height * n, sizeof *resized, "a resized image"));
    load_premultiplied(src, stored, (uint32_t)max);
    resample(&across, stored, narrow, in_h, src->width, n, max);
    resample(&down, narrow, resized, 1, src->height, (size_t)width * n, max);
    store_unpremultiplied(resized, dst, (uint32_t)max);
fail:
    free(stored);
    free(narrow);
    free(resized);
    axis_free(&across);
    axis_free(&down);
    if (status != GFLA_OK)
        gfla_bitmap_free(dst);
    return status;
}
