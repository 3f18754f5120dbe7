/* tasks/view/photo_matte.h - which pixels of an image are the object: from a plain background, and the clean-up of any
 * matte. */
#ifndef GFLA_TASKS_VIEW_PHOTO_MATTE_H
#define GFLA_TASKS_VIEW_PHOTO_MATTE_H

#include "io/image/bitmap.h"

struct gfla_matte {
    int width, height;
    uint8_t *alpha;        /* [height][width] */
    uint8_t background[3]; /* median colour of the border */
    /* 90th percentile of the border's distance from it: largest difference of a channel, 0..255 */
    float spread;
    int x, y, box_width, box_height; /* of what has alpha of at least 128; empty when there is nothing */
};

void gfla_matte_free(struct gfla_matte *matte);

/* True when the alpha of an RGBA image says something: more than 0.2 % of it is not opaque. */
bool gfla_matte_has_alpha(const struct gfla_bitmap *rgba);
/* Takes the alpha of an RGBA image of 8 bits. */
gfla_status gfla_matte_from_alpha(const struct gfla_bitmap *rgba, struct gfla_matte *matte);
/* Estimates it. Background is what hangs together with the border at a distance from its median colour below a
 * threshold, which grows from tolerance / 2 with the noise of the border; the same colours enclosed by the object are
 * background too where they fill at least 0.05 % of the image (a gap between legs), but not where they are smaller (a
 * highlight). The last half tolerance is a soft edge. A spread above tolerance is GFLA_ERROR_INPUT. */
gfla_status gfla_matte_from_background(const struct gfla_bitmap *rgba, float tolerance, struct gfla_matte *matte);
/* Clears patches smaller than 1 % of the largest one (specks, dust), then finds the box. */
gfla_status gfla_matte_clean(struct gfla_matte *matte);

/* Fraction of the outermost pixels of the image that the object covers. */
double gfla_matte_on_border(const struct gfla_matte *matte);

#endif
