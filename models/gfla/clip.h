/* models/gfla/clip.h - what the two recurrent networks, dance and face, have in common: each frame of a clip is painted
 * from the frame before it and from a reference image, along two flows of their own. */
#ifndef GFLA_MODELS_GFLA_CLIP_H
#define GFLA_MODELS_GFLA_CLIP_H

#include "models/gfla/target_net.h"

enum gfla_clip_source { GFLA_CLIP_PREVIOUS, GFLA_CLIP_REFERENCE, GFLA_CLIP_SOURCES };

/* One frame. */
struct gfla_clip_frame {
    /* the flow estimators alone, for their own training stage: no image */
    bool flow_only;
    gfla_tensor *structure; /* [n,structure,h,w]: what the frame shows */
    /* [n,3,h,w] in [-1,1]; in front of the first frame, the reference is previous */
    gfla_tensor *source_image[GFLA_CLIP_SOURCES];
    gfla_tensor *source_structure[GFLA_CLIP_SOURCES]; /* [n,structure,h,w]: what these show */
    /* index 0 at H/8, 1 at H/4, 2 at H/2; NULL where there is no attention */
    struct gfla_flow_maps maps[GFLA_CLIP_SOURCES];
    gfla_tensor *image; /* [n,3,h,w] in [-1,1]; NULL of the flow estimators alone */
};

/* Makes inputs of structures and images where they are NULL, named as the published code's arguments: BP_frame_step,
 * P_previous, P_reference, BP_previous, BP_reference. */
void gfla_clip_inputs(gfla_graph *graph, const struct gfla_network_config *config, struct gfla_clip_frame *frame);

/* The image, from all the rest: source_previous, source_reference, target. */
void gfla_clip_paint(gfla_graph *graph, const struct gfla_network_config *config, struct gfla_clip_frame *frame);

#endif
