/* graph/share.h - a graph that computes one of several equal parts of a batch. What is a mean over the batch shall be one
 * over the whole batch, so that the sums over the parts of losses and of gradients are those of the whole.
 *
 * A mean whose weights are counted divides by the count of all parts. One whose weights are data divides by a sum over
 * all parts, which nobody knows who computes one: the graph lists what is to be summed, and has an input for each
 * sum. */
#ifndef GFLA_GRAPH_SHARE_H
#define GFLA_GRAPH_SHARE_H

#include "graph/graph.h"

/* Once, before anything is appended. 1: the whole batch. A failure is kept in the graph. */
void gfla_graph_set_shares(gfla_graph *graph, int n_shares);
int gfla_graph_n_shares(const gfla_graph *graph);

/* A sum of weights over all parts. */
struct gfla_weight_sum {
    gfla_tensor *weight; /* [n, 1, h, w] of this part, readable after a run */
    int margin;          /* pixels at each side that do not count */
    gfla_tensor *sum;    /* [1]: an input, to be written before the losses are run */
};
/* The input for the sum of these weights, of a graph of more than one part; one for all that ask for the same. NULL after
 * a failure of the graph. */
gfla_tensor *gfla_graph_norm(gfla_graph *graph, gfla_tensor *weight, int margin);
size_t gfla_graph_n_norms(const gfla_graph *graph);
struct gfla_weight_sum gfla_graph_get_norm(const gfla_graph *graph, size_t index);

/* A gradient that is summed over all parts before a parameter is updated by it. */
struct gfla_shared_grad {
    gfla_tensor *param, *grad;
    int phase; /* of the adversary 0, where there is one; then of the rest */
};
/* Keeps the gradients that parameters have now, as those of the next phase. Nothing where there is one part. */
gfla_status gfla_graph_share_grads(gfla_graph *graph);
size_t gfla_graph_n_shared_grads(const gfla_graph *graph);
struct gfla_shared_grad gfla_graph_get_shared_grad(const gfla_graph *graph, size_t index);

#endif
