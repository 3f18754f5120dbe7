#include <string.h>

#include "cli/net_options.h"

error_t cli_net_options_parse(struct gfla_net_options *asked, int key, char *arg, struct argp_state *state)
{
    struct gfla_network_config *c = &asked->config;
    char names[512];
    switch (key) {
    case CLI_NET_KEY_WEIGHTS:
        asked->weights = arg;
        break;
    case CLI_NET_KEY_WIDTH:
        c->channels = (int)cli_option_int(state, "--width", arg, 1, 512);
        break;
    case CLI_NET_KEY_FLOW_WIDTH:
        c->flow_channels = (int)cli_option_int(state, "--flow-width", arg, 1, 512);
        break;
    case CLI_NET_KEY_ATTENTION_WIDTH:
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

void cli_option_size(const struct argp_state *state, char *arg, int *width, int *height)
{
    char *second = strchr(arg, 'x');
    if (second)
        *second++ = '\0';
    *width = (int)cli_option_int(state, "--size", arg, 1, 4096);
    *height = second ? (int)cli_option_int(state, "--size", second, 1, 4096) : *width;
}
