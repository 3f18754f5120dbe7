/* tests/unit/image_support.h - images to write and to work on, and what images read from files are compared with.
 */
#ifndef GFLA_TESTS_IMAGE_SUPPORT_H
#define GFLA_TESTS_IMAGE_SUPPORT_H

#include "image_files.h"
#include "io/image/bitmap.h"
#include "scratch.h"

static inline int sample(const struct gfla_bitmap *image, int x, int y, int c)
{
    size_t i = ((size_t)y * (size_t)image->width + (size_t)x) * (size_t)image->channels + (size_t)c;
    return image->bits == 8 ? ((const uint8_t *)image->pixels)[i] : ((const uint16_t *)image->pixels)[i];
}

static inline void fill(struct gfla_bitmap *image, int width, int height, int channels, int bits)
{
    assert_ok(gfla_bitmap_create(image, width, height, channels, bits));
    for (int i = 0; i < width * height * channels; i++)
        if (bits == 8)
            ((uint8_t *)image->pixels)[i] = (uint8_t)(i * 37 + i / 11);
        else
            ((uint16_t *)image->pixels)[i] = (uint16_t)(i * 4099 + i / 11);
}

/* The colour in the middle of each quadrant of the image, as a number 0..3 of jpeg_quadrant; -1 if it is none of
 * them. */
static inline int quadrant_at(const struct gfla_bitmap *image, int right, int below)
{
    for (int q = 0; q < 4; q++) {
        unsigned char colour[4];
        int distance = 0;
        jpeg_quadrant(q & 1, q >> 1, image->channels, colour);
        for (int c = 0; c < image->channels; c++)
            distance += abs(colour[c] -
                            sample(image, image->width * (1 + 2 * right) / 4, image->height * (1 + 2 * below) / 4, c));
        if (distance < 12)
            return q;
    }
    return -1;
}

static inline void assert_quadrants(const struct gfla_bitmap *image, const int expected[4])
{
    for (int q = 0; q < 4; q++)
        assert_int_equal(quadrant_at(image, q & 1, q >> 1), expected[q]);
}

/* What the stored quadrants look like upright. */
static const int upright_quadrants[9][4] = {{0},          {0, 1, 2, 3}, {1, 0, 3, 2}, {3, 2, 1, 0}, {2, 3, 0, 1},
                                            {0, 2, 1, 3}, {2, 0, 3, 1}, {3, 1, 2, 0}, {1, 3, 0, 2}};

#endif
