/* people/face_parts.h - what the 68 points of a face are joined to: the curves of 14 parts, and regions with labels.
 *
 * Points are dlib's: jaw 0..16, brows 17..26, nose 27..35, eyes 36..47, mouth 48..67. Fifteen more close the outline
 * above the jaw: points 15 .. 1 of it, mirrored at the height of the middle of its two ends, at two thirds of their
 * distance. Right and left are the face's own.
 *   part 0 outline; 1, 2 right and left brow; 3, 4, 5 nose: right side, base, left side; 6, 7 right eye: upper and
 *   lower lid; 8, 9 left eye likewise; 10, 11 outer contour of the lips: upper and lower; 12, 13 inner contour likewise
 *   label 1 face, 2 brows, 3 nose, 4 eyes, 5 lips, 6 what is between them; 0 is everywhere else
 * A curve is drawn in pieces of three points, the last of each the first of the next: the parabola through them, over
 * that axis along which they step farthest. A piece is left out where the coefficient of its square is beyond -1 .. 1
 * or where no such parabola exists; one of two points, and one of three of which two neighbours are the same, is a
 * straight line. */
#ifndef GFLA_PEOPLE_FACE_PARTS_H
#define GFLA_PEOPLE_FACE_PARTS_H

#include "io/keypoints/keypoints.h"

enum {
    GFLA_FACE_PARTS = 14,
    GFLA_FACE_CURVES = 42, /* pieces of all parts */
    GFLA_FACE_SIDES = 92,  /* sides of all regions */
};

/* One face as the rows of numbers that the ops face_curves and label_map take. */
struct gfla_face_shape {
    /* part, places (0: left out), x and y of the first point, the control point and the last one of a quadratic Bezier
     * curve */
    float curves[GFLA_FACE_CURVES][8];
    /* region (-1: left out), label, x and y of both ends in whole pixels; a later region lies on the earlier ones */
    float sides[GFLA_FACE_SIDES][6];
};

/* Nobody has no curves and no regions. What needs a missing point is left out. Points may lie outside the image.
 * GFLA_ERROR_USAGE: these are not the points of a face. GFLA_ERROR_INPUT: a point beyond +-8192 pixels. */
gfla_status gfla_face_shape(const struct gfla_keypoints *face, struct gfla_face_shape *shape);

/* "outline", "right brow", ... */
const char *gfla_face_part_name(int part);

#endif
