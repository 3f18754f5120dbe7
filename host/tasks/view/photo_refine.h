/* tasks/view/photo_refine.h - from the alpha that a network gives to a matte. */
#ifndef GFLA_TASKS_VIEW_PHOTO_REFINE_H
#define GFLA_TASKS_VIEW_PHOTO_REFINE_H

#include "tasks/view/photo_matte.h"

/* matte->alpha from alpha 0 .. 1, steeper: what is nearly certain becomes so. */
void gfla_matte_decide(const float *alpha, struct gfla_matte *matte);
/* Clears all but the largest area that hangs together where alpha is at least 128, what lies within its box (parts of
 * an object that thin bars join), and the soft edges of these. Finds the box. */
gfla_status gfla_matte_keep_largest(struct gfla_matte *matte);
/* Where the matte is soft, the image shows object and background at once: gives it the colours of the object nearby. */
gfla_status gfla_matte_unmix(struct gfla_bitmap *rgba, const struct gfla_matte *matte);

#endif
