/* people/augment.h - images of people turned, moved and scaled a little at random, and their key points with them. */
#ifndef GFLA_PEOPLE_AUGMENT_H
#define GFLA_PEOPLE_AUGMENT_H

#include "base/random.h"
#include "io/keypoints/keypoints.h"

/* How much at the most. Zeros change nothing. */
struct gfla_augment {
    float degrees;         /* either way */
    float shift;           /* pixels, in x and in y, either way */
    float least, greatest; /* scale; 0: 1 */
    float fill;            /* what comes in from outside the image, in [-1, 1] */
};

/* As published for Market-1501: 5 degrees, 5 pixels, 0.95 to 1.05, grey (128). */
extern const struct gfla_augment gfla_augment_market;

/* x' = xx x + xy y + x1, y' = yx x + yy y + y1; a pixel's centre has whole coordinates. */
struct gfla_affine {
    double xx, xy, x1, yx, yy, y1;
};

/* Turns about the middle of an image of this size, scales, then moves. Always draws four numbers. */
struct gfla_affine gfla_augment_draw(const struct gfla_augment *augment, int width, int height,
                                     struct gfla_random *random);
/* dst [n_planes, height, width] shows at A p what src shows at p: bilinear; beyond the outermost pixels `fill`. Not in
 * place. */
void gfla_affine_planes(const struct gfla_affine *affine, const float *src, int n_planes, int width, int height,
                        float fill, float *dst);
/* Missing joints stay so; others may leave the image. */
void gfla_affine_points(const struct gfla_affine *affine, struct gfla_keypoints *points);

#endif
