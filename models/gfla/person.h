/* models/gfla/person.h - a person in another pose: the pose task of the paper (Fashion 256 x 256, Market-1501 128 x
 * 64), any size whose sides are multiples of 32. The flow estimator sees the source image, its pose and the target's;
 * the decoder starts from the target's pose and takes the person from the source image by local attention. */
#ifndef GFLA_MODELS_GFLA_PERSON_H
#define GFLA_MODELS_GFLA_PERSON_H

#include "models/gfla/flow_net.h"
#include "models/gfla/network_config.h"

#define GFLA_PERSON_JOINTS 18

struct gfla_person {
    gfla_tensor *source;                    /* [n,3,h,w] in [-1,1] */
    gfla_tensor *source_pose, *target_pose; /* [n,18,h,w]: a heat map for each joint */
    struct gfla_flow_maps maps;             /* index 0 at H/8, 1 at H/4, 2 at H/2; NULL where there is no attention */
    gfla_tensor *image;                     /* [n,3,h,w] in [-1,1]; NULL of the flow estimator alone */
};

/* Published: attention at H/8 (kernel 3) and H/4 (kernel 5); Market-1501: at H/4 alone (kernel 3). See architectures.c
 * for the rest. Appends the network; flow_only: the flow estimator alone, for its own training stage (the authors'
 * PoseFlowNet). */
gfla_status gfla_person_build(gfla_graph *g, const struct gfla_network_config *config, bool flow_only,
                              struct gfla_person *net);
/* The same on a source and poses that net has already, whatever makes them. */
gfla_status gfla_person_apply(gfla_graph *g, const struct gfla_network_config *config, bool flow_only,
                              struct gfla_person *net);

#endif
