/* ops/dropout.h - elements left out at random, in training.
 * As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure stays in the
 * graph. */
#ifndef GFLA_OPS_DROPOUT_H
#define GFLA_OPS_DROPOUT_H

#include "cl/shared/dropout.h"
#include "graph/graph.h"

struct gfla_dropout_params {
    float rate; /* part that is left out, 0 .. 1 without 1 */
    int stream; /* dropouts of one graph that share a key leave out others, if their streams differ */
};

/* src [n, c, h, w] BLOCKED with a part of the elements 0, and the others divided by 1 - rate. Which ones are left out
 * depends on key [GFLA_DROPOUT_KEY] PLAIN, whole numbers 0 .. 65535, on the stream and on the element alone: write
 * another key for each step, and the same for the same step. Of a batch in parts, each part has its first item's number
 * in its key, and leaves out what the whole batch does. */
gfla_tensor *gfla_dropout(gfla_graph *graph, gfla_tensor *src, gfla_tensor *key,
                          const struct gfla_dropout_params *params);

/* 64 bits and the number of the first item in its batch as a key. */
void gfla_dropout_key(uint64_t bits, int first_item, float key[GFLA_DROPOUT_KEY]);

#endif
