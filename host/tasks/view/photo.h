/* tasks/view/photo.h - brings a user's image of an object into the frame that the networks were trained on: square, on
 * white, the object centred and as large as rendered ones are. */
#ifndef GFLA_TASKS_VIEW_PHOTO_H
#define GFLA_TASKS_VIEW_PHOTO_H

#include <stdbool.h>

#include "io/image/bitmap.h"

struct gfla_photo_params {
    int size;         /* side of the result; 0: 256 */
    bool whole_image; /* only resize it to the square, on white: it is framed like a rendered view already */
    /* larger side of the object's box as a part of the frame; 0: framed by its diagonal, as rendered views are
     * (viewsynth/data/photo_frame.h) */
    float fill;
    float tolerance; /* how far a background colour may be from the border's median, 0..255; 0: 24 */
    /* the object is so many times as large in the frame, and its middle so much farther right and down, in frames; scale
     * 0: 1 */
    double scale, right, down;
};

/* What was found, in pixels of the image. */
struct gfla_photo_report {
    bool used_alpha;             /* the matte came with the image; otherwise from a plain background */
    unsigned char background[3]; /* its colour, when estimated */
    float spread;                /* 90th percentile of the border's distance from it, 0..255 */
    int x, y, width, height;     /* box of the object, or of the whole image */
    int frame;                   /* side of the square that became the frame */
};

/* *view gets the framed image: RGBA, size x size, the colours already composited on white, alpha the matte. An image
 * with no object, a small one (under 16 pixels), one cut by the border, or a background that is not plain is
 * GFLA_ERROR_INPUT, with the value, the limit and what to do. params and report may be NULL. */
gfla_status gfla_photo_frame(const struct gfla_bitmap *photo, const struct gfla_photo_params *params,
                             struct gfla_bitmap *view, struct gfla_photo_report *report);

#endif
