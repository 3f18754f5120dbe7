/* The options of commands that take a network, and nothing that a program without a command line would link. */
#include <string.h>

#include "tasks/model/net_model.h"

error_t gfla_net_options_parse(struct gfla_net_options *asked, int key, char *arg, struct argp_state *state)
{
    struct gfla_network_config *c = &asked->config;
    char names[512];
    switch (key) {
    case GFLA_NET_KEY_WEIGHTS:
        asked->weights = arg;
        break;
    case GFLA_NET_KEY_WIDTH:
        c->channels = (int)cli_option_int(state, "--width", arg, 1, 512);
        break;
    case GFLA_NET_KEY_FLOW_WIDTH:
        c->flow_channels = (int)cli_option_int(state, "--flow-width", arg, 1, 512);
        break;
    case GFLA_NET_KEY_ATTENTION_WIDTH:
        c->attention_channels = (int)cli_option_int(state, "--attention-width", arg, 1, 1024);
        break;
    case ARGP_KEY_ARG:
        if (asked->model)
            cli_usage(state, "more than one model: %s and %s", asked->model, arg);
        asked->model = arg;
        break;
    case ARGP_KEY_END:
        if (!asked->model)
            cli_usage(state, "name a model: a .safetensors file of `gfla train`, a bundled model, or one of %s",
                      gfla_architecture_names(names, sizeof names));
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

void gfla_net_size_parse(const struct argp_state *state, char *arg, int *width, int *height)
{
    char *second = strchr(arg, 'x');
    if (second)
        *second++ = '\0';
    *width = (int)cli_option_int(state, "--size", arg, 1, 4096);
    *height = second ? (int)cli_option_int(state, "--size", second, 1, 4096) : *width;
}
