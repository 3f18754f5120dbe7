/* tasks/model/infer_inputs.h - the inputs of `gfla infer`: .npy files by the names of a network's inputs. */
#ifndef GFLA_TASKS_MODEL_INFER_INPUTS_H
#define GFLA_TASKS_MODEL_INFER_INPUTS_H

#include "tasks/model/net_model.h"

/* One file of numbers for one input of the network. */
struct gfla_infer_input {
    char name[32];    /* of the input: "source", "source_B", ... */
    const char *path; /* of the file, for messages */
    struct gfla_shape shape;
    float *values; /* NULL before gfla_infer_inputs_read */
};

/* All that were named, in the order of the command line. Zeros are an empty list. */
struct gfla_infer_inputs {
    struct gfla_infer_input items[GFLA_MODEL_INPUTS];
    int n;
    int n_frames; /* 1 for networks without */
};

/* For parse functions: NAME=FILE. Anything else, or a name given twice, is wrong usage. */
void gfla_infer_inputs_add(struct gfla_infer_inputs *inputs, const struct argp_state *state, char *text);
/* Reads every file, as io/weights/npy.h does, and fills shape and values. GFLA_ERROR_INPUT names the file that is
 * none. */
gfla_status gfla_infer_inputs_read(struct gfla_infer_inputs *inputs);
void gfla_infer_inputs_destroy(struct gfla_infer_inputs *inputs);

/* Sets batch, height, width and frames of the network from the input that tells them. */
gfla_status gfla_infer_inputs_size(const struct gfla_infer_inputs *inputs, struct gfla_net_model *net);
/* Whether the inputs are those of the built network, in its shapes; the input that each frame has its own of has one
 * dimension more, [batch, frames, ...], from which n_frames is set. What is carried from frame to frame need not be
 * given. */
gfla_status gfla_infer_inputs_match(struct gfla_infer_inputs *inputs, const struct gfla_net_model *net);
/* Writes everything that the network reads in this frame; the frame before it must have been run. */
gfla_status gfla_infer_inputs_write(const struct gfla_infer_inputs *inputs, const struct gfla_net_model *net,
                                    gfla_plan *plan, int frame);

#endif
