/* people/attention_image.h - what a flow and a local attention take from a source image, as an image: plain C, for
 * looking. */
#ifndef GFLA_PEOPLE_ATTENTION_IMAGE_H
#define GFLA_PEOPLE_ATTENTION_IMAGE_H

#include "io/image/bitmap.h"

struct gfla_attention_map {
    int width, height;
    const float *flow; /* [2, height, width], x then y, in pixels of this map */
    /* [k * k, height, width], summing to 1 at each place; NULL: k is 1, what the flow alone points at */
    const float *weight;
    int k;
};

/* Each pixel of the result [height, width] is what its place takes from the source image, brought to that size. */
gfla_status gfla_attention_image(const struct gfla_attention_map *map, const struct gfla_bitmap *source,
                                 struct gfla_bitmap *image);

#endif
