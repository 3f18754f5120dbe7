/* models/gfla/figure_loss.h - the losses of the pose task on drawn people, whose flow is known.
 *
 * A flow stage trains the flow net alone; a full stage everything together, the flow terms kept. */
#ifndef GFLA_MODELS_GFLA_FIGURE_LOSS_H
#define GFLA_MODELS_GFLA_FIGURE_LOSS_H

#include "base/random.h"
#include "models/gfla/figure.h"
#include "models/gfla/loss_terms.h"

#define GFLA_FIGURE_SCALES 3 /* H/8, H/4, H */

/* Truth, as inputs of the graph. */
struct gfla_figure_truth {
    gfla_tensor *target;                     /* [n, 3, h, w] in [-1, 1] */
    gfla_tensor *flow[GFLA_FIGURE_SCALES];   /* [n, 2, ., .] in pixels of its map */
    gfla_tensor *weight[GFLA_FIGURE_SCALES]; /* [n, 1, ., .]: 1 visible, 0.5 hidden, 0 background */
    gfla_tensor *mask[GFLA_FIGURE_SCALES];   /* [n, 1, ., .]: foreground */
};

struct gfla_figure_loss {
    struct gfla_figure_truth truth;
    struct gfla_loss_terms terms;
};

/* Appends truth inputs ("target", "truth_flow0", ...) and the losses of the net's stage (no image: flow). */
gfla_status gfla_figure_loss_build(gfla_graph *graph, const struct gfla_figure *net, struct gfla_figure_loss *loss);

/* Initial values of a parameter: norm weights 1, biases 0, convolutions uniform in +-1/sqrt(fan in), those of what is
 * added to the flow of limbs a tenth of that; the gate of the warped source starts open. */
void gfla_figure_init(const gfla_tensor *param, struct gfla_random *random, float *values);

#endif
