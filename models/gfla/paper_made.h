/* models/gfla/paper_made.h - what the network of each task made, as the paper's losses look at it. */
#ifndef GFLA_MODELS_GFLA_PAPER_MADE_H
#define GFLA_MODELS_GFLA_PAPER_MADE_H

#include "models/gfla/paper_loss.h"
#include "models/gfla/person.h"
#include "models/gfla/shapenet.h"

/* The network's flow stage where it makes no image, else its full stage. Appends the input "target". */
void gfla_paper_made_shapenet(gfla_graph *graph, const struct gfla_shapenet *net, struct gfla_paper_made *made);
void gfla_paper_made_person(gfla_graph *graph, const struct gfla_person *net, const struct gfla_network_config *config,
                            struct gfla_paper_made *made);

#endif
