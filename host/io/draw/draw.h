/* io/draw/draw.h - drawing for contact sheets and figures: rectangles, images, lines, text, and images of flow fields
 * and maps. A canvas is a gfla_bitmap of three channels and 8 bits. Whatever lies outside of it is not drawn. No
 * function keeps state. */
#ifndef GFLA_IO_DRAW_DRAW_H
#define GFLA_IO_DRAW_DRAW_H

#include "io/image/bitmap.h"

struct gfla_colour {
    uint8_t r, g, b;
};

#define GFLA_WHITE ((struct gfla_colour){255, 255, 255})
#define GFLA_BLACK ((struct gfla_colour){0, 0, 0})

/* ---- on a canvas ---- */

gfla_status gfla_draw_canvas(struct gfla_bitmap *canvas, int width, int height, struct gfla_colour background);
void gfla_draw_fill(struct gfla_bitmap *canvas, int x, int y, int width, int height, struct gfla_colour colour);
/* The border of a rectangle, inside of it, `line` pixels wide. */
void gfla_draw_frame(struct gfla_bitmap *canvas, int x, int y, int width, int height, int line,
                     struct gfla_colour colour);
/* Puts src, of any channels and depth, with its top left corner at (x, y); alpha lets the canvas through. */
void gfla_draw_image(struct gfla_bitmap *canvas, int x, int y, const struct gfla_bitmap *src);
/* A line with round ends, smooth; the centre of the first pixel is (0.5, 0.5). From a point to itself it is a disc. */
void gfla_draw_line(struct gfla_bitmap *canvas, double x0, double y0, double x1, double y1, double line,
                    struct gfla_colour colour);

/* ---- text: a fixed font of 6 x 10 pixels, times scale ---- */

#define GFLA_FONT_WIDTH 6
#define GFLA_FONT_HEIGHT 10

/* (x, y) is the top left corner of the first letter; "\n" begins a line below. ASCII; any other character becomes "?".
 */
void gfla_draw_text(struct gfla_bitmap *canvas, int x, int y, int scale, struct gfla_colour colour, const char *text);
/* Pixels of the longest line. */
int gfla_draw_text_width(const char *text, int scale);

/* ---- images of numbers ---- */

/* A flow field of two planes uv[2][height][width] by the colour wheel of the Middlebury benchmark: hue is the
 * direction, white is no motion, full colour a motion of `scale` (0: the longest of the field), darker what is longer,
 * black what is no number. */
gfla_status gfla_draw_flow(const float *uv, int width, int height, float scale, struct gfla_bitmap *image);
/* values[height][width] from lo (dark blue) over green to hi (yellow), in steps of equal visible difference; what lies
 * outside takes the colour of the end, what is no number is grey. lo < hi. */
gfla_status gfla_draw_heat(const float *values, int width, int height, float lo, float hi, struct gfla_bitmap *image);
/* Every pixel as a square of factor x factor, to look at small images. Any channels and depth. */
gfla_status gfla_draw_upscale(const struct gfla_bitmap *src, int factor, struct gfla_bitmap *dst);

#endif
