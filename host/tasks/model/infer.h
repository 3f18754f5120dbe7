/* tasks/model/infer.h - raw tensors through any network, from files to files. A batch is run in parts of equal size, which
 * devices share. Kernels are chosen by the size of a part, which follows from the batch alone: what becomes of an item does not
 * depend on the number of devices. */
#ifndef GFLA_TASKS_MODEL_INFER_H
#define GFLA_TASKS_MODEL_INFER_H

#include "tasks/model/infer_inputs.h"
#include "tasks/model/infer_outputs.h"

/* Items of a part on a GPU, unless the caller says another number. A CPU takes them one by one, which is quicker there. */
#define GFLA_INFER_GPU_PART 8

/* What one device needs. Belongs to one thread. */
struct gfla_infer_worker {
    struct gfla_net_model *net, own; /* net: &own, but for the first, which has that of all */
    gfla_device *device;
    gfla_plan *plan;
    bool has_run;
    double seconds; /* of the network alone */
};

/* Everything of one run. */
struct gfla_infer {
    const struct gfla_net_options *options;
    struct gfla_infer_inputs *inputs; /* these two are the caller's, and so are the devices */
    struct gfla_net_model net;        /* for one part */
    gfla_device *const *devices;
    int n_devices; /* that are used: no more than parts */
    struct gfla_infer_worker *workers;
    const struct gfla_infer_place *place;
    struct gfla_infer_outputs outputs;
    int n_done;     /* parts */
    bool is_whole;  /* all outputs were written */
    double seconds; /* of the network alone, on all devices */
};
/* Takes what the functions below left, and zeros. */
void gfla_infer_close(struct gfla_infer *work);

/* Chooses the network and reads the inputs, in whose size it is built for one item. What it cannot be built for is the files'
 * fault: GFLA_ERROR_INPUT. */
gfla_status gfla_infer_build(struct gfla_infer *work, const struct gfla_net_options *options,
                             struct gfla_infer_inputs *inputs);
/* Divides the batch into parts of at most `most` items (0: as the first device has it), plans the network of a part for the
 * first device and loads the weights. taps: every named activation stays readable. */
gfla_status gfla_infer_load(struct gfla_infer *work, gfla_device *const *devices, int n_devices, int most, bool taps);
/* Runs all frames of all parts, and writes what `place` says of each. GFLA_ERROR_DEVICE where work->is_whole: a device was
 * lost and named in the log, and the others did its work. */
gfla_status gfla_infer_run(struct gfla_infer *work, const struct gfla_infer_place *place);

#endif
