/* tasks/model/infer_inputs.h - the inputs of `gfla infer`: .npy files by the names of a network's inputs, of a batch that the
 * network takes in parts of equal size. */
#ifndef GFLA_TASKS_MODEL_INFER_INPUTS_H
#define GFLA_TASKS_MODEL_INFER_INPUTS_H

#include "tasks/model/net_model.h"

struct gfla_infer_input {
    char name[32];
    const char *path;
    struct gfla_shape shape;
    float *values; /* NULL before gfla_infer_inputs_read */
};

struct gfla_infer_inputs {
    struct gfla_infer_input items[GFLA_MODEL_INPUTS];
    int n;
    int n_items;  /* of the batch: the first dimension of every file */
    int part;     /* items that the network takes at once */
    int n_parts;  /* the last one is filled up with the last item */
    int n_frames; /* 1 for networks without */
};

/* NAME=FILE, which must live as long as the inputs; of FILE "-" standard input is read. GFLA_ERROR_USAGE: anything
 * else, or a name that is there already. */
gfla_status gfla_infer_inputs_add(struct gfla_infer_inputs *inputs, const char *text);
gfla_status gfla_infer_inputs_read(struct gfla_infer_inputs *inputs);
void gfla_infer_inputs_destroy(struct gfla_infer_inputs *inputs);

/* Sets n_items, and height, width and frames of the network, whose batch is 1, from the input that tells them. A part is one
 * item. */
gfla_status gfla_infer_inputs_size(struct gfla_infer_inputs *inputs, struct gfla_net_model *net);
/* Whether the inputs are n_items of those of the built network, in its shapes; the input that each frame has its own of has one
 * dimension more, [batch, frames, ...], from which n_frames is set. What is carried from frame to frame need not be
 * given. */
gfla_status gfla_infer_inputs_match(struct gfla_infer_inputs *inputs, const struct gfla_net_model *net);
/* Parts of at most so many items, as equal as may be: 9 items of at most 4 are three parts of 3. */
void gfla_infer_inputs_divide(struct gfla_infer_inputs *inputs, int most);
/* Writes everything that the network reads in this frame of a part; the frame before it must have been run. */
gfla_status gfla_infer_inputs_write(const struct gfla_infer_inputs *inputs, const struct gfla_net_model *net,
                                    gfla_plan *plan, int part, int frame);

#endif
