/* tasks/model/net_model.h - any network, by its name or by weights that say what they are of: what `gfla infer` and `gfla describe` share. */
#ifndef GFLA_TASKS_MODEL_NET_MODEL_H
#define GFLA_TASKS_MODEL_NET_MODEL_H

#include "cli/cli.h"
#include "io/weights/checkpoint.h"
#include "models/gfla/models.h"

/* What the command line says. */
struct net_asked {
    const char *model, *weights;
    struct gfla_model_config config; /* zeros where nothing was said */
};

enum { NET_KEY_WEIGHTS = CLI_KEY + 64, NET_KEY_WIDTH, NET_KEY_FLOW_WIDTH, NET_KEY_ATTENTION_WIDTH };

/* Rows of a command's options, and what parses them and the operand MODEL. */
#define NET_OPTIONS                                                                                                                \
    {"weights", NET_KEY_WEIGHTS, "FILE", 0, "weights of the network; its widths are read from them", 0},                           \
        {"width", NET_KEY_WIDTH, "N", 0, "channels of the main network's first level", 0},                                         \
        {"flow-width", NET_KEY_FLOW_WIDTH, "N", 0, "likewise of the flow net", 0},                                                 \
        {"attention-width", NET_KEY_ATTENTION_WIDTH, "N", 0, "hidden channels of the attention", 0}
error_t net_asked_parse(struct net_asked *asked, int key, char *arg, struct argp_state *state);
/* For parse functions: --size N or WxH; anything else is wrong usage. Changes arg. */
void net_size_parse(const struct argp_state *state, char *arg, int *width, int *height);
/* The same of a file's metadata: GFLA_ERROR_INPUT. */
gfla_status net_size_read(const char *text, int *width, int *height);

struct net_model {
    const struct gfla_model *model;
    struct gfla_model_config config;
    char path[1024];            /* of the weights; "" without */
    gfla_checkpoint *weights;   /* open; NULL without */
    gfla_graph *graph;          /* NULL before net_model_build */
    struct gfla_model_net net;
};

/* Finds the network, opens the weights, and settles the config: the published one, then what the weights show, then what was asked
 * for. MODEL is a name of the table, or the name or file of weights that name their network (those of `gfla train`). */
gfla_status net_model_choose(struct net_model *net, const struct net_asked *asked);
/* Other pictures than the config says; 0: as it says. */
void net_model_resize(struct net_model *net, int width, int height, int batch);
/* Builds the network of net->config, which may have been changed. */
gfla_status net_model_build(struct net_model *net);
/* Whether the weights have all parameters in the right shapes, as loading would say, but without a device to load to. */
gfla_status net_model_check_weights(const struct net_model *net);
/* Takes what net_model_choose left, and zeros. */
void net_model_close(struct net_model *net);

/* "person, dance, ...": for messages. Lives in text. */
const char *net_model_names(char *text, size_t size);

#endif
