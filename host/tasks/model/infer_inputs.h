/* tasks/model/infer_inputs.h - the inputs of `gfla infer`: .npy files by the names of a network's inputs. */
#ifndef GFLA_TASKS_MODEL_INFER_INPUTS_H
#define GFLA_TASKS_MODEL_INFER_INPUTS_H

#include "tasks/model/net_model.h"

struct infer_input {
    char name[32];
    const char *path;
    struct gfla_shape shape;
    float *values; /* NULL before infer_inputs_read */
};

struct infer_inputs {
    struct infer_input items[GFLA_MODEL_INPUTS];
    int n;
    int n_frames; /* 1 for networks without */
};

/* For parse functions: NAME=FILE. Anything else, or a name given twice, is wrong usage. */
void infer_inputs_add(struct infer_inputs *inputs, const struct argp_state *state, char *text);
gfla_status infer_inputs_read(struct infer_inputs *inputs);
void infer_inputs_destroy(struct infer_inputs *inputs);

/* Sets batch, height, width and frames of the network from the input that tells them. */
gfla_status infer_inputs_size(const struct infer_inputs *inputs, struct net_model *net);
/* Whether the inputs are those of the built network, in its shapes; the input that each frame has its own of has one dimension more,
 * [batch, frames, ...], from which n_frames is set. What is carried from frame to frame need not be given. */
gfla_status infer_inputs_match(struct infer_inputs *inputs, const struct net_model *net);
/* Writes everything that the network reads in this frame; the frame before it must have been run. */
gfla_status infer_inputs_write(const struct infer_inputs *inputs, const struct net_model *net, gfla_plan *plan, int frame);

#endif
