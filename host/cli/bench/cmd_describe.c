/* cmd_describe.c - `gfla describe`: a network on one page, or all of them in a table, from the builders that run
 * them. */
#include <stdlib.h>
#include <string.h>

#include "cli/bench/describe_print.h"
#include "cli/net_options.h"
#include "cli/bench/profile.h"

enum { KEY_SIZE = CLI_KEY, KEY_BATCH, KEY_RUNS, KEY_PROFILE };

struct options {
    struct gfla_net_options asked;
    struct gfla_describe_params how;
};

static const struct argp_option own_options[] = {
    {"size", KEY_SIZE, "N[xM]", 0, "pixels of the pictures: N x N, or N wide and M high", 0},
    {"batch", KEY_BATCH, "N", 0, "pictures in a run (default 1)", 0},
    {"runs", KEY_RUNS, "N", 0,
     "also run it N times on the device and say how long it takes; without weights on random ones", 0},
    {"profile", KEY_PROFILE, 0, 0, "with --runs: also say where the time of all kernels went; slows the runs down", 0},
    CLI_NET_OPTIONS,
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case KEY_SIZE:
        cli_option_size(state, arg, &o->how.width, &o->how.height);
        return 0;
    case KEY_BATCH:
        o->how.batch = (int)cli_option_int(state, "--batch", arg, 1, 1024);
        return 0;
    case KEY_RUNS:
        o->how.runs = (int)cli_option_int(state, "--runs", arg, 1, 10000);
        return 0;
    case KEY_PROFILE:
        o->how.profile = true;
        return 0;
    case ARGP_KEY_END:
        if (o->how.profile && !o->how.runs)
            cli_usage(state, "--profile is of runs. hint: --runs 5");
        return cli_net_options_parse(&o->asked, key, arg, state);
    default:
        return cli_net_options_parse(&o->asked, key, arg, state);
    }
}

/* What is only planned needs no device but the one of -d. */
static const char *device_of(const struct cli *cli, const struct options *o)
{
    cli_prepare_device(cli);
    return cli->device || o->how.runs ? cli_device_selector(cli) : NULL;
}

static gfla_status describe_one(const struct cli *cli, const struct options *o)
{
    gfla_status status;
    struct gfla_describe_page page;
    TRY(gfla_describe_page_create(&page, device_of(cli, o), &o->asked, &o->how));
    if (cli->json)
        status = describe_page_print_json(&page);
    else
        describe_page_print(&page, cli);
    if (status == GFLA_OK && o->how.profile)
        status = cli_print_profile(cli, page.device);
    gfla_describe_page_destroy(&page);
fail:
    return status;
}

static gfla_status describe_all(const struct cli *cli, const struct options *o)
{
    gfla_status status;
    struct gfla_net_options asked = o->asked;
    REQUIRE(!asked.weights, GFLA_ERROR_USAGE, "the weights %s are of one network, not of all. hint: name it",
            asked.weights);
    describe_table_heading(cli, o->how.runs > 0);
    for (size_t i = 0; i < gfla_n_architectures; i++) {
        struct gfla_describe_page page;
        asked.model = gfla_architectures[i].name;
        TRY(gfla_describe_page_create(&page, device_of(cli, o), &asked, &o->how));
        describe_table_row(&page, cli);
        status = cli->json ? describe_page_print_json(&page) : GFLA_OK;
        if (status == GFLA_OK && o->how.profile)
            status = cli_print_profile(cli, page.device);
        gfla_describe_page_destroy(&page);
        TRY(status);
    }
fail:
    return status;
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct options options = {.asked = {NULL}};
    TRY(cli_parse(cli, argc, argv, &options));
    TRY(strcmp(options.asked.model, "all") == 0 ? describe_all(cli, &options) : describe_one(cli, &options));
fail:
    return status;
}

const struct cli_command cli_command_describe = {
    .name = "describe",
    .summary = "show a network's modules, work and memory",
    .group = CLI_GROUP_LEARN,
    .common = CLI_DEVICE | CLI_JSON | CLI_THREADS,
    .args = "MODEL",
    .doc = "Builds a network as the other commands do and prints its modules with the shape they end in, their "
           "parameters and their work "
           "in 10^9 operations (2 for a multiplication and addition), and the memory that running it takes. MODEL: the "
           "name of a network, "
           "in its published size; all, for a table of them; the name of a bundled model, or a .safetensors file of "
           "`gfla train`. Needs no "
           "device: what it plans for is the null device, or that of -d.\v"
           "Exit codes: 2 for sizes that a network does not have, 3 for weights of another network, 4 and 5 for the "
           "device.\n\n"
           "  gfla describe all -d cpu --runs 3",
    .options = own_options,
    .parse = parse,
    .run = run,
};
