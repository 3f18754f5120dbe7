/* tasks/model/net_model.h - any network, by its name or by weights that say what they are of: what `gfla infer` and
 * `gfla describe` share. */
#ifndef GFLA_TASKS_MODEL_NET_MODEL_H
#define GFLA_TASKS_MODEL_NET_MODEL_H

#include "io/weights/checkpoint.h"
#include "models/gfla/metadata.h"

/* What a caller says of a network. */
struct gfla_net_options {
    const char *model, *weights;
    const char *fallback;              /* of what network weights are that name none; NULL: that is an error */
    struct gfla_network_config config; /* zeros where nothing was said */
};

struct gfla_net_model {
    const struct gfla_architecture *model;
    struct gfla_network_config config;
    char path[1024];          /* of the weights; "" without */
    gfla_checkpoint *weights; /* open; NULL without */
    bool borrows_weights;     /* they are not closed with it */
    struct {
        int batch, width, height, frames;
    } own;             /* what the weights say they are for */
    gfla_graph *graph; /* NULL before gfla_net_model_build */
    struct gfla_model_net net;
};

/* Finds the network, opens the weights, and settles the config: the published one, then what the weights show, then
 * what was asked for. MODEL is a name of the table, or the name or file of weights that name their network (those of
 * `gfla train`). */
gfla_status gfla_net_model_choose(struct gfla_net_model *net, const struct gfla_net_options *asked);
/* The same with weights that are open, of the network asked->model or, NULL, of that which they name; `name` stands for
 * their path. They stay the caller's, and must outlive net. */
gfla_status gfla_net_model_borrow(struct gfla_net_model *net, gfla_checkpoint *weights, const char *name,
                                  const struct gfla_net_options *asked);
/* Has the file look for the network where it lies in it, as the tensors tell that its settings are read from
 * (train/branch.h); GFLA_ERROR_INPUT where there are several such. */
gfla_status gfla_net_model_find_branch(gfla_checkpoint *weights, const char *path,
                                       const struct gfla_architecture *model);
/* Other images than the config says; 0: as it says. */
void gfla_net_model_resize(struct gfla_net_model *net, int width, int height, int batch);
/* Builds the network of net->config, which may have been changed. Sizes that the network cannot have are
 * GFLA_ERROR_USAGE; where the weights say them, GFLA_ERROR_INPUT with their name. */
gfla_status gfla_net_model_build(struct gfla_net_model *net);
/* Whether the weights have all parameters in the right shapes, as loading would say, but without a device to load
 * to. */
gfla_status gfla_net_model_check_weights(const struct gfla_net_model *net);
/* Takes what gfla_net_model_choose left, and zeros. */
void gfla_net_model_close(struct gfla_net_model *net);

#endif
