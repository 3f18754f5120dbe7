/* render/figure/backdrop.h - what stands behind a figure: plain, or drawn at random, and the shadow at its feet. */
#ifndef VIEWSYNTH_RENDER_FIGURE_BACKDROP_H
#define VIEWSYNTH_RENDER_FIGURE_BACKDROP_H

#include "base/random.h"
#include "io/image/bitmap.h"
#include "viewsynth/render/figure/figure_view.h"

/* The square's camera tells where the floor is: at y = 0 of the world. */
struct gfla_backdrop {
    const struct gfla_camera *camera;
    int width, height;
    float *rgb;     /* [height][width][3], 0 .. 1: drawn into */
    float *scratch; /* as large */
};

/* A studio: white, grey, a pale or a dark colour, even or a little darker towards a border. */
void gfla_backdrop_plain(const struct gfla_backdrop *backdrop, struct gfla_random *random);
/* One of: a gradient, clouds of noise, blurred shapes, a room with a wall and a floor, a street of blurred blocks. */
void gfla_backdrop_varied(const struct gfla_backdrop *backdrop, struct gfla_random *random);
/* A part of an image (RGB, 8 bits), of any size and place, mirrored or not. */
gfla_status gfla_backdrop_image(const struct gfla_backdrop *backdrop, const struct gfla_bitmap *image,
                                struct gfla_random *random);

/* Darkens the floor where the light that comes from a direction does not reach it: soft, by `strength` 0 .. 1 at its
 * darkest. points: of the figure's surface, in the world. */
void gfla_backdrop_shadow(const struct gfla_backdrop *backdrop, const float (*points)[3], size_t n,
                          const float direction[3], float strength);

/* What the renderer drew of the square before the backdrop: RGB, 8 bits. */
gfla_status gfla_backdrop_composite(const struct gfla_backdrop *backdrop, const uint8_t *rgba,
                                    struct gfla_bitmap *image);

#endif
