/* tasks/view/photo_guided.h - a coarse map brought to the size of an image, with the edges of the image: the guided filter
 * of He, Sun and Tang (2010) with colours as guide. Its coefficients are found at 512 pixels at the most and applied at
 * full size (He and Sun 2015). */
#ifndef GFLA_TASKS_VIEW_PHOTO_GUIDED_H
#define GFLA_TASKS_VIEW_PHOTO_GUIDED_H

#include "io/image/bitmap.h"

/* guide: RGBA of 8 bits. coarse [height][width] of any size covers the same image; dst is as large as the guide. Both
 * are in 0 .. 1. */
gfla_status gfla_guided_upsample(const struct gfla_bitmap *guide, const float *coarse, int width, int height,
                                 float *dst);

/* The value of a map at a place in pixels, between four of them; beyond the border that of the border. */
float gfla_map_between(const float *map, int width, int height, float x, float y);

#endif
