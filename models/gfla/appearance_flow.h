/* models/gfla/appearance_flow.h - Appearance Flow (Zhou, Tulsiani, Sun, Malik, Efros: View Synthesis by Appearance Flow,
 * ECCV 2016), the network that the paper's views are compared with: an encoder reads the source, a second one the change
 * of view; from both together a decoder says where in the source each pixel of the target comes from, another where the
 * object is. The result is the source, sampled bilinearly, on white. It learns from images and masks alone.
 *
 * As published, at 224 x 224 pixels: 6 convolutions k3 s2 with 16, 32, ... 512 channels and two fully connected layers
 * of 4096; the view as one of 19 turns, through layers of 128 and 256; then two layers of 4096 (1024 for the mask), seen
 * as 64 (16) channels of 8 x 8, and 5 transposed convolutions k3 s2 to 256, 128, 64, 32, 16 channels; ReLU everywhere, no
 * norms; the two losses are the L1 of the image, within the target's mask, and a tenth of the mask's cross entropy.
 *
 * Ours differs in this:
 *   - images are square with a side of 64, 128, 256 or 512 pixels; as many transposed convolutions as lead there from
 *     8 x 8, and so no resizing at the end;
 *   - the fully connected layers have `hidden` channels, a quarter of that for the mask, and 2 width (width / 2) channels
 *     of 8 x 8, since it learns from some hundred objects for hours, not from thousands for days;
 *   - the view is told by the camera of the target in the source's frame, and the same through the object's plane of
 *     symmetry, so that any two cameras can be told, and it knows as much of them as our form does;
 *   - a flow of zero is the source as it is, and a network begins near that;
 *   - the L1 of the result, mask and all, is a third loss: what scores measure. */
#ifndef GFLA_MODELS_GFLA_APPEARANCE_FLOW_H
#define GFLA_MODELS_GFLA_APPEARANCE_FLOW_H

#include "base/random.h"
#include "models/gfla/loss_terms.h"
#include "models/gfla/network_config.h"
#include "models/gfla/shapenet.h"

struct gfla_appearance_flow {
    gfla_tensor *source;                 /* [n, 3, size, size] in [-1, 1] */
    gfla_tensor *camera, *mirror_camera; /* [n, 12], see models/gfla/view_camera.h */
    gfla_tensor *flow;                   /* [n, 2, size, size] in pixels */
    gfla_tensor *mask;                   /* [n, 1, size, size]: the target's foreground, 0 .. 1 */
    gfla_tensor *sampled;                /* [n, 3, size, size]: the source where the flow points */
    gfla_tensor *image;                  /* the same on white */
};

/* Appends the network: config->channels is the width, 16 as published, config->most the hidden channels.
 * GFLA_ERROR_USAGE names a setting that cannot be. Errors are also kept in the graph. */
gfla_status gfla_appearance_flow_build(gfla_graph *graph, const struct gfla_network_config *config,
                                       struct gfla_appearance_flow *net);

/* The same as tasks see a network of views, with form GFLA_FORM_APPEARANCE_FLOW; `warped` is sampled, without mask. */
gfla_status gfla_appearance_flow_build_views(gfla_graph *graph, const struct gfla_network_config *config,
                                             struct gfla_shapenet *views);

/* Appends the inputs "target" [n, 3, size, size] and "truth_full_mask" [n, 1, size, size], and the losses: "sampled",
 * "mask" and "image". */
struct gfla_appearance_flow_truth {
    gfla_tensor *target, *mask;
};
gfla_status gfla_appearance_flow_loss(gfla_graph *graph, const struct gfla_shapenet *views,
                                      struct gfla_appearance_flow_truth *truth, struct gfla_loss_terms *terms);

/* Initial values of a parameter: biases 0, weights uniform with the variance that ReLU keeps (2 / fan in), but for the
 * last layers, which have a tenth of that width. */
void gfla_appearance_flow_init(const gfla_tensor *param, struct gfla_random *random, float *values);

#endif
