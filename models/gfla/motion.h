/* models/gfla/motion.h - motion extraction: noisy joints of a person over time made clean, by convolutions over time.
 * No padding anywhere, and the norms span all frames, so the length of the sequence changes the result. */
#ifndef GFLA_MODELS_GFLA_MOTION_H
#define GFLA_MODELS_GFLA_MOTION_H

#include "models/gfla/network_config.h"

#define GFLA_MOTION_CHANNELS 34 /* 17 joints: all y, then all x, as 2 p / 256 - 1 */
#define GFLA_MOTION_MARGIN 40   /* frames at either end of which nothing comes out */

#define GFLA_MOTION_DROPOUT 0.15f /* behind every norm and its activation, in training */

struct gfla_motion {
    /* set by the caller: what decides on elements left out (ops/dropout.h); NULL: none is, as in evaluation */
    gfla_tensor *dropout_key;
    gfla_tensor *joints; /* input "input_2d" [n, structure, frames] */
    gfla_tensor *clean;  /* [n, structure, frames - 80] */
};

/* config: batch, frames (81 at the least), structure, channels. Parameters begin with "kp_input.". */
gfla_status gfla_motion_build(gfla_graph *graph, const struct gfla_network_config *config, struct gfla_motion *motion);

#endif
