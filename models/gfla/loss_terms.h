/* models/gfla/loss_terms.h - the losses of a training: the sum that is learned from, and the terms by their names. */
#ifndef GFLA_MODELS_GFLA_LOSS_TERMS_H
#define GFLA_MODELS_GFLA_LOSS_TERMS_H

#include "graph/graph.h"

#define GFLA_LOSS_TERMS 24

/* {0} is no loss yet. */
struct gfla_loss_terms {
    gfla_tensor *total;                 /* scalar; the sum of the terms but the adversary's */
    gfla_tensor *term[GFLA_LOSS_TERMS]; /* scalars, kept, weighted as they enter the sum */
    const char *name[GFLA_LOSS_TERMS];
    int n;
    int n_adversary; /* of these, the first, that belong to an adversary and are not in the total */
};

/* Adds a term to the total and to the list; the name must live as long. NULL is no term. Too many fail in the graph. */
void gfla_loss_add(gfla_graph *graph, struct gfla_loss_terms *terms, const char *name, gfla_tensor *term);
/* Lists a term of an adversary, behind those that there are, and before all others. */
void gfla_loss_add_adversary(gfla_graph *graph, struct gfla_loss_terms *terms, const char *name, gfla_tensor *term);

/* From weights of flow errors [n, 1, h, w] (1 visible, 0.5 hidden, 0 background): 1 where the source sees the point. */
gfla_tensor *gfla_loss_visible(gfla_graph *graph, gfla_tensor *weight);

/* A map as losses of few channels read it: PLAIN, where one of one channel takes a sixteenth of the memory. NULL for
 * NULL. */
gfla_tensor *gfla_loss_plain(gfla_graph *graph, gfla_tensor *map);

/* a + b, where a may be NULL: for sums that grow. */
gfla_tensor *gfla_loss_sum(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b);

#endif
