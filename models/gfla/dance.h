/* models/gfla/dance.h - a dancing person, frame by frame: the animation task of the paper. Two flow estimators like
 * person's, one into the frame before and one into the reference image, each seeing its image, what that shows, and the
 * structure to be painted. */
#ifndef GFLA_MODELS_GFLA_DANCE_H
#define GFLA_MODELS_GFLA_DANCE_H

#include "models/gfla/clip.h"

#define GFLA_DANCE_STRUCTURE 20 /* heat maps of 17 joints, and a drawing of the skeleton with colours of 0 .. 255 */

/* Published: 256 x 256, attention at H/8 (kernel 3) and H/4 (kernel 5). Appends the network for one frame; again in the
 * same graph, with the last image as the previous image, for the next. Tensors that the caller has not set become
 * inputs (gfla_clip_inputs). */
gfla_status gfla_dance_build(gfla_graph *graph, const struct gfla_network_config *config,
                             struct gfla_clip_frame *frame);

#endif
