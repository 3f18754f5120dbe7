/* models/gfla/view_loss.h - the losses of the view task on rendered pairs with exact flow.
 *
 * Stage FLOW trains the flow net alone; stage FULL everything together, the flow terms kept. */
#ifndef GFLA_MODELS_GFLA_VIEW_LOSS_H
#define GFLA_MODELS_GFLA_VIEW_LOSS_H

#include "base/random.h"
#include "models/gfla/loss_terms.h"
#include "models/gfla/shapenet.h"

/* Truth, as inputs of the graph; s is the side of flow number i. */
struct gfla_view_truth {
    gfla_tensor *target;                              /* [n, 3, size, size] in [-1, 1], on white */
    gfla_tensor *flow[GFLA_SHAPENET_FLOWS];           /* [n, 2, s, s] at H/8, H/4 */
    gfla_tensor *weight[GFLA_SHAPENET_FLOWS];         /* [n, 1, s, s]: 1 visible, 0.5 hidden, 0 background */
    gfla_tensor *mask[GFLA_SHAPENET_FLOWS];           /* [n, 1, s, s]: foreground */
    gfla_tensor *full_flow, *full_weight, *full_mask; /* VIEW: the same at H */
    gfla_tensor *source_mask;                         /* VIEW: [n, 1, size, size]: the source's foreground */
    /* VIEW: [n, 2, size, size]: depth along the axis, and 1 where there is any */
    gfla_tensor *source_surface, *target_surface;
    gfla_tensor *source_back_surface; /* SOLID: the same of the last surface */
    gfla_tensor *silhouette[2];       /* SOLID: [n, 1, s, s]: the target's foreground at H, H/4 */
    gfla_tensor *covered;             /* SOLID: no truth, but what silhouette[0] is compared with */
    gfla_tensor *band;                /* SOLID: [n, 1, size, size]: weights of the image's loss */
    gfla_tensor *source_back_colour;  /* SOLID: [n, 3, size, size] in [-1, 1] */
    /* SOLID: [n, 1, size, size]: the depths of both surfaces of the source, as the network has them */
    gfla_tensor *front_radii, *back_radii;
};

struct gfla_view_loss {
    struct gfla_view_truth truth;
    struct gfla_loss_terms terms;
};

/* Parts of the same, for solid_loss.c: truth inputs of a flow net, its terms, and those of the image, which `weight`
 * [n, 1, size, size], or NULL, weighs. */
void gfla_view_loss_truth(gfla_graph *graph, const struct gfla_shapenet *net, struct gfla_view_truth *truth);
void gfla_view_loss_flow(gfla_graph *graph, const struct gfla_shapenet *net, struct gfla_view_loss *loss);
void gfla_view_loss_image(gfla_graph *graph, const struct gfla_shapenet *net, gfla_tensor *weight,
                          struct gfla_view_loss *loss);

/* Appends truth inputs ("target", "truth_flow0", ...) and the losses of the net's stage (config.flow_only: FLOW). */
gfla_status gfla_view_loss_build(gfla_graph *graph, const struct gfla_shapenet *net, struct gfla_view_loss *loss);

/* Initial values of a parameter: norm weights 1, biases 0, convolutions uniform in +-1/sqrt(fan in), and what carries
 * the pose into the flow net's bypass eight times that (it starves otherwise); the gate of the warped source starts
 * open. */
void gfla_view_init(const struct gfla_shapenet_config *config, const gfla_tensor *param, struct gfla_random *random,
                    float *values);

#endif
