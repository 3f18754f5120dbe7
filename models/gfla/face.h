/* models/gfla/face.h - a talking face, frame by frame: one flow estimator sees the frame before and the reference
 * image, what both show, and the structure to be painted, and gives the flows into both. */
#ifndef GFLA_MODELS_GFLA_FACE_H
#define GFLA_MODELS_GFLA_FACE_H

#include "models/gfla/clip.h"

#define GFLA_FACE_STRUCTURE 16 /* edges, distances to 14 curves, labels */

/* Published: 256 x 256, attention at H/8 (kernel 3) and H/4 (kernel 5). Appends the network for one frame, as
 * gfla_dance_build does. */
gfla_status gfla_face_build(gfla_graph *graph, const struct gfla_network_config *config, struct gfla_clip_frame *frame);

#endif
