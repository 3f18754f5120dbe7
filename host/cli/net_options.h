/* cli/net_options.h - the options of commands that take a network: MODEL, its weights and its widths. */
#ifndef GFLA_CLI_NET_OPTIONS_H
#define GFLA_CLI_NET_OPTIONS_H

#include "cli/cli.h"
#include "tasks/model/net_model.h"

enum { CLI_NET_KEY_WEIGHTS = CLI_KEY + 64, CLI_NET_KEY_WIDTH, CLI_NET_KEY_FLOW_WIDTH, CLI_NET_KEY_ATTENTION_WIDTH };

/* Rows of a command's options, and what parses them and the operand MODEL. */
#define CLI_NET_OPTIONS                                                                                                \
    {"weights", CLI_NET_KEY_WEIGHTS, "FILE", 0, "weights of the network; its widths are read from them", 0},           \
        {"width", CLI_NET_KEY_WIDTH, "N", 0, "channels of the main network's first level", 0},                         \
        {"flow-width", CLI_NET_KEY_FLOW_WIDTH, "N", 0, "likewise of the flow net", 0},                                 \
    {                                                                                                                  \
        "attention-width", CLI_NET_KEY_ATTENTION_WIDTH, "N", 0, "hidden channels of the attention", 0                  \
    }
error_t cli_net_options_parse(struct gfla_net_options *asked, int key, char *arg, struct argp_state *state);
/* For parse functions: --size N or WxH; anything else is wrong usage. Changes arg. */
void cli_option_size(const struct argp_state *state, char *arg, int *width, int *height);

#endif
