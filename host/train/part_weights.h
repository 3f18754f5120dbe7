/* train/part_weights.h - sums of the weights of losses over the parts of a batch (graph/share.h), by which its losses are
 * divided: of all parts of all ranks, in the order of train/pairwise.h. Belongs to one thread. */
#ifndef GFLA_TRAIN_PART_WEIGHTS_H
#define GFLA_TRAIN_PART_WEIGHTS_H

#include "graph/plan.h"
#include "train/exchange.h"

typedef struct gfla_part_weights gfla_part_weights;

/* Of n_parts parts of this rank. The plan, which is of the graph, and the graph outlive it. */
gfla_status gfla_part_weights_create(gfla_part_weights **weights, gfla_plan *plan, gfla_graph *graph, int n_parts);
void gfla_part_weights_destroy(gfla_part_weights **weights);

/* Adds those of part `number`, whose inputs are written. Parts come in their order, from 0. */
gfla_status gfla_part_weights_add(gfla_part_weights *weights, int number);
/* Writes the sums over all parts of all ranks. flags[n], few of them, become sums over the ranks. */
gfla_status gfla_part_weights_write(gfla_part_weights *weights, gfla_exchange *exchange, float *flags, int n);

#endif
