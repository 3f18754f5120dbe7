/* models/gfla/architectures.h - every network by its name: what it takes and gives, how it is built, which settings its
 * weights show. */
#ifndef GFLA_MODELS_GFLA_ARCHITECTURES_H
#define GFLA_MODELS_GFLA_ARCHITECTURES_H

#include "models/gfla/model_builders.h"

/* A setting that a checkpoint shows: dimension `dim` of that parameter, as the checkpoint calls it. */
struct gfla_architecture_setting {
    const char *tensor; /* NULL ends a list */
    int dim;
    size_t offset;    /* of the int in struct gfla_network_config */
    bool is_optional; /* 0 where there is no such parameter */
};

struct gfla_architecture {
    const char *name;                  /* "person-market" */
    const char *summary;               /* one line, lower case, no period */
    const char *sizing;                /* the input that tells batch and size (gfla_network_config_size) */
    const char *prefix;                /* of its parameters in the graph, which checkpoints leave out; "" */
    struct gfla_network_config config; /* of the published checkpoint */
    const struct gfla_architecture_setting *settings;
    gfla_model_builder *build;
};

extern const struct gfla_architecture gfla_architectures[];
extern const size_t gfla_n_architectures;

/* NULL when there is none of this name. */
const struct gfla_architecture *gfla_architecture_find(const char *name);

/* Appends the network; its outputs are kept. The config has every setting that the model's has. */
gfla_status gfla_architecture_build(const struct gfla_architecture *model, gfla_graph *graph,
                                    const struct gfla_network_config *config, struct gfla_model_net *net);

struct gfla_shapenet;
/* For who needs more of a network of views (view, shapenet, view-solid, and their parts; appearance-flow) than its inputs and outputs: the same
 * graph. GFLA_ERROR_INPUT: another network. */
gfla_status gfla_shapenet_of_network(gfla_graph *graph, const struct gfla_architecture *network,
                                     const struct gfla_network_config *config, struct gfla_shapenet *net);

#endif
