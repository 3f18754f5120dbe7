/* render/figure/backdrop_draw.h - what backdrops are drawn with. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_FIGURE_BACKDROP_DRAW_H
#define VIEWSYNTH_RENDER_FIGURE_BACKDROP_DRAW_H

#include <stdbool.h>

#include "viewsynth/render/figure/backdrop.h"

/* 0 .. 1. */
struct backdrop_colour {
    float c[3];
};

struct backdrop_colour backdrop_mix(struct backdrop_colour a, struct backdrop_colour b, float part);
/* Between two brightnesses. */
struct backdrop_colour backdrop_any_colour(struct gfla_random *random, float lo, float hi);
void backdrop_put(const struct gfla_backdrop *b, int x, int y, struct backdrop_colour c);
/* From one colour to another along a direction, over the image. */
void backdrop_gradient(const struct gfla_backdrop *b, struct backdrop_colour from, struct backdrop_colour to, float dx,
                       float dy);
/* A rectangle, or the ellipse in it. */
void backdrop_box(const struct gfla_backdrop *b, float x0, float y0, float x1, float y1, bool round,
                  struct backdrop_colour colour);
/* channels values a pixel; by about r pixels. */
void backdrop_blur(float *values, float *scratch, int width, int height, size_t channels, int r);
/* A value for a point of a lattice, and octaves of smooth noise: 0 .. 1. */
float backdrop_lattice(uint32_t seed, int x, int y);
float backdrop_clouds(uint32_t seed, float x, float y);

/* Places with a floor in the camera's perspective: a room, a street of blurred blocks. */
void backdrop_room(const struct gfla_backdrop *b, struct gfla_random *random);
void backdrop_street(const struct gfla_backdrop *b, struct gfla_random *random);

#endif
