/* ops/pair_loss.h - for op files: what the losses over two equal tensors share (dot, l1, l2, bce, hinge, logistic).
 * Their kernels are built on shared/pair_loss.h. */
#ifndef GFLA_OPS_PAIR_LOSS_H
#define GFLA_OPS_PAIR_LOSS_H

#include "ops/weighted_mean.h"

/* One loss of the family; static. */
struct gfla_pair_loss {
    const struct gfla_op *fwd, *bwd;
    const char *source;    /* its kernels are named as its ops */
    bool differentiates_b; /* the term is symmetric, so b gets a gradient too */
};

/* For the op tables. */
gfla_status gfla_pair_differentiate(gfla_graph *graph, struct gfla_node *node);
gfla_status gfla_pair_record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node);
gfla_status gfla_pair_record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node);

/* The sum of terms, and scale * mean of terms; with a weight map [n,1,h,w] (or NULL)
 * the mean is sum(weight * term) / (c * sum(weight) + 1e-6). PLAIN operands have weights of their own
 * shape, and no factor c. No gradient flows to the weights. */
gfla_tensor *gfla_pair_sum(gfla_graph *graph, const struct gfla_pair_loss *loss, gfla_tensor *a, gfla_tensor *b);
gfla_tensor *gfla_pair_mean(gfla_graph *graph, const struct gfla_pair_loss *loss, gfla_tensor *a, gfla_tensor *b,
                            gfla_tensor *weight, float scale);

#endif
