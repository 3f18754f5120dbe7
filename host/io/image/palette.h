/* io/image/palette.h - few colours for many: a histogram of images, a palette by median cut, and images in its indices.
 * Private to host/io. */
#ifndef GFLA_IO_IMAGE_PALETTE_H
#define GFLA_IO_IMAGE_PALETTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* How often colours occur, in cells of 4 levels a side. One thread at a time. */
typedef struct gfla_histogram gfla_histogram;
gfla_status gfla_histogram_create(gfla_histogram **histogram);
void gfla_histogram_destroy(gfla_histogram **histogram);
void gfla_histogram_clear(gfla_histogram *histogram);
void gfla_histogram_add(gfla_histogram *histogram, const uint8_t *rgb, size_t n_pixels);

struct gfla_palette {
    int n_colours;
    uint8_t rgb[256][3];
};

/* At most 256 colours for what the histogram has seen: boxes of colours are halved, the one with the largest squared
 * error first. */
gfla_status gfla_palette_create(const gfla_histogram *histogram, struct gfla_palette *palette);

/* Finds the nearest colours of one palette and remembers them. One thread at a time. */
typedef struct gfla_palette_map gfla_palette_map;
gfla_status gfla_palette_map_create(gfla_palette_map **map, const struct gfla_palette *palette);
void gfla_palette_map_destroy(gfla_palette_map **map);
/* The index of each pixel; with dither, the error goes to the neighbours right and below (Floyd-Steinberg). */
gfla_status gfla_palette_map_image(gfla_palette_map *map, const uint8_t *rgb, int width, int height, bool dither,
                                   uint8_t *indices);

#endif
