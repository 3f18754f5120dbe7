/* tasks/model/infer.h - raw tensors through any network, from files to files. */
#ifndef GFLA_TASKS_MODEL_INFER_H
#define GFLA_TASKS_MODEL_INFER_H

#include "tasks/model/infer_inputs.h"
#include "tasks/model/infer_outputs.h"

/* Everything of one run. */
struct gfla_infer {
    struct gfla_net_model net;
    gfla_device *device;
    gfla_plan *plan;
    struct gfla_infer_outputs outputs;
    double seconds; /* of the network alone */
};
/* Takes what the functions below left, and zeros. */
void gfla_infer_close(struct gfla_infer *work);

/* Chooses the network and reads the inputs, in whose size it is built. What it cannot be built for is the files' fault:
 * GFLA_ERROR_INPUT. */
gfla_status gfla_infer_build(struct gfla_infer *work, const struct gfla_net_options *options,
                             struct gfla_infer_inputs *inputs);
/* Plans it for the device of that selector and loads the weights. taps: every named activation stays readable. */
gfla_status gfla_infer_load(struct gfla_infer *work, const char *device, bool taps);
/* Runs all frames, and writes what `place` says of each. */
gfla_status gfla_infer_run(struct gfla_infer *work, const struct gfla_infer_place *place,
                           const struct gfla_infer_inputs *inputs);

#endif
