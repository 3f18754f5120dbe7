/* train/part_inputs.h - the inputs of several parts of a batch, as they were written, in the host's memory: a part may be
 * run again without what it was made from. Belongs to one thread. */
#ifndef GFLA_TRAIN_PART_INPUTS_H
#define GFLA_TRAIN_PART_INPUTS_H

#include "graph/graph.h"

typedef struct gfla_part_inputs gfla_part_inputs;

/* Of all inputs of a graph that has a plan, but for sums of weights (graph/share.h). */
gfla_status gfla_part_inputs_create(gfla_part_inputs **inputs, const gfla_graph *graph, int n_parts);
void gfla_part_inputs_destroy(gfla_part_inputs **inputs);

/* Keeps what the inputs hold now as those of a part, and writes those of a part. Both block. */
gfla_status gfla_part_inputs_keep(gfla_part_inputs *inputs, int number);
gfla_status gfla_part_inputs_put_back(gfla_part_inputs *inputs, int number);

#endif
