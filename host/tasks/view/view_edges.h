/* tasks/view/view_edges.h - outlines of small views, so that what lies inside of them can be enlarged alone: what an
 * outline mixes with the background is taken apart, and what ends at it is carried on outside.
 * Planes are [channels][size][size]. */
#ifndef GFLA_TASKS_VIEW_VIEW_EDGES_H
#define GFLA_TASKS_VIEW_VIEW_EDGES_H

#include "base/error.h"

/* How much of each pixel of a view on white, image [3] in 0 .. 1, is object: the mean of what the network predicts, the
 * mask [1], and of what it paints, as a part of the darkest colour near by. Each alone is off where the other is not:
 * measured on held-out models at 512 pixels, the mean has the lowest L1. */
void gfla_view_edges_alpha(const float *image, const float *mask, int size, float *alpha);

/* The object's own colours, of a view that shows it on white by alpha. Only where alpha is above GFLA_VIEW_EDGES_FAINT;
 * other pixels stay. */
void gfla_view_edges_unmix(float *colours, const float *alpha, int size);

/* Pixels whose alpha is below `least` take the mean of those neighbours that have values; this again, n_passes times,
 * so that values are carried n_passes pixels on. Others stay. GFLA_ERROR_MEMORY. */
gfla_status gfla_view_edges_carry_on(float *planes, int channels, const float *alpha, int size, float least,
                                     int n_passes);

#define GFLA_VIEW_EDGES_FAINT 0.3f /* thin legs are seldom more in a pixel */

#endif
