/* io/draw/draw_keypoints.h - key points drawn for looking: limbs in colours that tell right (warm) from left (cold),
 * and dots. */
#ifndef GFLA_IO_DRAW_DRAW_KEYPOINTS_H
#define GFLA_IO_DRAW_DRAW_KEYPOINTS_H

#include "io/draw/draw.h"
#include "io/keypoints/keypoints.h"

/* Points in pixels of the canvas. Lines are as wide as suits its size. Limbs that lack an end are left out. */
void gfla_draw_keypoints(struct gfla_bitmap *canvas, const struct gfla_keypoints *points);

/* The joints of limb number i of a body, in the order of drawing; false: there are no more, or the set is a face's. */
bool gfla_draw_keypoints_limb(enum gfla_joint_set set, int i, int *from, int *to);

#endif
