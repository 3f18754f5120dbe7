/* train/weights.h - parameters of a planned network from checkpoints (.safetensors, PyTorch: io/weights/checkpoint.h)
 * and to safetensors files. Parameters that published checkpoints hold under another name, or leave out, are found all
 * the same (train/published.h). */
#ifndef GFLA_TRAIN_WEIGHTS_H
#define GFLA_TRAIN_WEIGHTS_H

#include "graph/plan.h"

/* Which parameters a file must hold. */
enum gfla_weights_need {
    GFLA_WEIGHTS_ALL,    /* every parameter of the network */
    GFLA_WEIGHTS_PRESENT /* those that the file has, at least one; the rest keep their values */
};

/* Reads parameters by name; a file may hold more. A missing tensor or another shape is GFLA_ERROR_INPUT and names the
 * first. *n_read, which may be NULL, gets their number. */
gfla_status gfla_weights_load(gfla_plan *plan, gfla_graph *graph, const char *path, enum gfla_weights_need need,
                              size_t *n_read);

/* Writes every parameter, as float16 if half. `metadata`: pairs of key and value, ended by NULL; may be NULL. */
gfla_status gfla_weights_save(gfla_plan *plan, gfla_graph *graph, const char *path, bool half,
                              const char *const *metadata);

/* The shape of one tensor of a file; GFLA_ERROR_INPUT when it is not there. */
gfla_status gfla_weights_shape(const char *path, const char *name, struct gfla_shape *shape);

/* Graphs of several networks, as an adversarial training has them: the parameters of one, whose names begin with
 * `prefix`, which its file leaves out. */
gfla_status gfla_weights_load_part(gfla_plan *plan, gfla_graph *graph, const char *path, const char *prefix,
                                   size_t *n_read);
/* The same from a file that is open; `name` stands for its path in messages. */
struct gfla_checkpoint;
gfla_status gfla_weights_load_open(gfla_plan *plan, gfla_graph *graph, struct gfla_checkpoint *file, const char *name,
                                   const char *prefix);

#endif
