/* ops/weighted_mean.h - for op files: the end of every loss, which turns partial sums into
 * scale * (sum of weighted terms) / (factor * (sum of weights) + bias). The order of summation is fixed. */
#ifndef GFLA_OPS_WEIGHTED_MEAN_H
#define GFLA_OPS_WEIGHTED_MEAN_H

#include "graph/record.h"

struct gfla_weighted_mean {
    int n_parts;
    float scale, factor, bias;
    gfla_tensor *norm; /* [1], an input: counts in the place of the sum of weights; NULL: none */
};

/* The same mean over a whole batch, of which the graph computes a part (graph/share.h): of a bias, or a factor, that
 * counts items, or of a sum of weights [n, 1, h, w], without `margin` pixels at each side. weight NULL: items are
 * counted. */
struct gfla_weighted_mean gfla_weighted_mean_of_batch(gfla_graph *graph, struct gfla_weighted_mean mean,
                                                      gfla_tensor *weight, int margin);

/* How many parts to sum n_items in, and how many items make one (*chunk). */
int gfla_weighted_mean_parts(int64_t n_items, int *chunk);

/* What a loss node puts out. */
enum {
    GFLA_LOSS_VALUE,
    GFLA_LOSS_COEFFICIENT /* saved: what one weighted term counts */,
    GFLA_LOSS_PARTIAL /* scratch */
};

/* Adds these three outputs to a new node, which may be NULL; returns the value, NULL on failure. */
gfla_tensor *gfla_weighted_mean_outputs(gfla_graph *graph, struct gfla_node *node, int n_parts);

/* Records the last two launches of a loss node: the kernel that fills its partial sums, a group for each part, and the
 * one that adds these up. */
gfla_status gfla_weighted_mean_record(struct gfla_recorder *recorder, const struct gfla_node *node,
                                      const struct gfla_weighted_mean *mean, const char *source, const char *kernel,
                                      const char *options, const struct gfla_arg *args, int n_args);

#endif
