/* render/body/body_cloth.h - prints of cloth, drawn as images that repeat. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_CLOTH_H
#define VIEWSYNTH_RENDER_BODY_BODY_CLOTH_H

#include "base/random.h"
#include "io/image/bitmap.h"

enum body_print {
    BODY_PRINT_PLAIN,
    BODY_PRINT_STRIPES,
    BODY_PRINT_PINSTRIPES,
    BODY_PRINT_CHECKS,
    BODY_PRINT_GINGHAM,
    BODY_PRINT_DOTS,
    BODY_PRINT_FLOWERS,
    BODY_PRINT_BLOCKS,
    BODY_PRINT_DENIM,
    BODY_PRINT_KNIT,
    BODY_PRINT_COUNT
};

const char *body_print_name(enum body_print print);

/* Draws a print in up to three colours (sRGB, 0 .. 1): an RGBA image that repeats without a seam. *repeat: the metres
 * that it covers. */
gfla_status body_print_draw(struct gfla_random *random, enum body_print print, const float colours[3][3],
                            struct gfla_bitmap *image, float *repeat);

/* Draws a simple figure for a chest: rings, bars, triangles; transparent around it. */
gfla_status body_emblem_draw(struct gfla_random *random, const float colours[2][3], struct gfla_bitmap *image);

#endif
