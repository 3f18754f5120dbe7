/* people/fit.h - images of any size, and the key points found in them, brought to the size that a network takes. */
#ifndef GFLA_PEOPLE_FIT_H
#define GFLA_PEOPLE_FIT_H

#include "io/image/bitmap.h"
#include "io/keypoints/keypoints.h"

/* Where an image of from_width x from_height comes to lie in one of width x height. */
struct gfla_fit {
    int from_width, from_height;
    int width, height;                        /* of the result */
    int left, top, inner_width, inner_height; /* what the image covers of it */
};

/* All of the result, the aspect ignored: what the published models were trained on. */
struct gfla_fit gfla_fit_stretch(int from_width, int from_height, int width, int height);
/* The aspect kept, in the middle; what is not covered is background. */
struct gfla_fit gfla_fit_pad(int from_width, int from_height, int width, int height);

/* src, which must have the size that the fit is from, on a background of this grey; three channels of 8 bits. The
 * filter is antialiased bilinear, as PIL's. */
gfla_status gfla_fit_image(const struct gfla_fit *fit, const struct gfla_bitmap *src, uint8_t background,
                           struct gfla_bitmap *dst);
/* Points of the image as points of the result: x scale + move. Joints that are missing stay so. */
void gfla_fit_points(const struct gfla_fit *fit, struct gfla_keypoints *points);
/* The part of a result (of any size with the aspect of the fit's) that the image covers, without the background around
 * it. */
gfla_status gfla_fit_crop(const struct gfla_fit *fit, const struct gfla_bitmap *src, struct gfla_bitmap *dst);

#endif
