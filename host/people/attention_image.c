#include "people/attention_image.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

static int clamp(int i, int n)
{
    return i < 0 ? 0 : i >= n ? n - 1 : i;
}

/* Bilinear at (x, y), beyond the border what is on it. */
static float sample(const float *plane, int width, int height, double x, double y)
{
    x = fmin(fmax(x, -1), width);
    y = fmin(fmax(y, -1), height);
    int x0 = (int)floor(x), y0 = (int)floor(y);
    double fx = x - x0, fy = y - y0;
    const float *top = plane + (size_t)clamp(y0, height) * width,
                *bottom = plane + (size_t)clamp(y0 + 1, height) * width;
    int left = clamp(x0, width), right = clamp(x0 + 1, width);
    return (float)((1 - fy) * ((1 - fx) * top[left] + fx * top[right]) +
                   fy * ((1 - fx) * bottom[left] + fx * bottom[right]));
}

static void gather(const struct gfla_attention_map *map, const float *source, size_t at, float rgb[3])
{
    size_t area = (size_t)map->width * map->height;
    int k = map->weight ? map->k : 1;
    double x = (double)(at % (size_t)map->width) + map->flow[at],
           y = (double)(at / (size_t)map->width) + map->flow[area + at];
    rgb[0] = rgb[1] = rgb[2] = 0;
    if (!isfinite(x) || !isfinite(y))
        return;
    for (int tap = 0; tap < k * k; tap++) {
        float weight = map->weight ? map->weight[tap * area + at] : 1;
        for (int c = 0; c < 3; c++)
            rgb[c] +=
                weight * sample(source + c * area, map->width, map->height, x + tap % k - k / 2, y + tap / k - k / 2);
    }
}

gfla_status gfla_attention_image(const struct gfla_attention_map *map, const struct gfla_bitmap *source,
                                 struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_bitmap rgb = {0}, small = {0};
    float *planes = NULL;
    size_t area = (size_t)map->width * map->height;
    *image = (struct gfla_bitmap){0};
    TRY(gfla_bitmap_convert(source, 3, &rgb));
    TRY(gfla_bitmap_resize(&rgb, map->width, map->height, GFLA_FILTER_BILINEAR, &small));
    TRY(gfla_calloc(&planes, 6 * area, sizeof *planes, "a picture of an attention"));
    gfla_bitmap_to_unit_planes(&small, planes);
    for (size_t at = 0; at < area; at++) {
        float found[3];
        gather(map, planes, at, found);
        for (size_t c = 0; c < 3; c++)
            planes[(3 + c) * area + at] = found[c];
    }
    status = gfla_bitmap_from_unit_planes(planes + 3 * area, map->width, map->height, 3, image);
fail:
    free(planes);
    gfla_bitmap_free(&rgb);
    gfla_bitmap_free(&small);
    return status;
}
