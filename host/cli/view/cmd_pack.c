/* cmd_pack.c - `gfla pack`: a set of views as one file, for training. */
#include "base/clock.h"
#include "cli/cli.h"
#include "tasks/render/pack.h"

struct options {
    const char *set;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        if (o->set)
            cli_usage(state, "one set at a time: unexpected argument '%s'", arg);
        o->set = arg;
        break;
    case ARGP_KEY_END:
        if (!o->set)
            cli_usage(state, "name a set of views: a folder that `gfla render` made, or what `gfla train view` takes");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static gfla_status tell_result(const struct cli *cli, const struct options *o, const struct gfla_pack_result *result)
{
    struct gfla_text json = {0};
    cli_print(cli, "%d model%s, %d left out, %llu views in %.1f MB: %s\n", result->n_models,
              result->n_models == 1 ? "" : "s", result->n_left_out, (unsigned long long)result->n_views,
              (double)result->n_bytes / 1e6, cli->output);
    if (!cli->json)
        return GFLA_OK;
    gfla_text_add(&json, "{\"models\":%d,\"left_out\":%d,\"views\":%llu,\"bytes\":%llu,\"set\":", result->n_models,
                  result->n_left_out, (unsigned long long)result->n_views, (unsigned long long)result->n_bytes);
    gfla_text_add_json(&json, o->set);
    gfla_text_add(&json, ",\"output\":");
    gfla_text_add_json(&json, cli->output);
    gfla_text_add(&json, "}");
    return cli_print_json(&json);
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status;
    struct options options = {0};
    struct gfla_pack_result result;
    bool skip = false;
    TRY(cli_parse(cli, argc, argv, &options));
    TRY(cli_output_allow_file(cli, cli->output, &skip));
    if (skip)
        return GFLA_OK;
    TRY(gfla_pack_set(options.set, cli->output, &result));
    TRY(tell_result(cli, &options, &result));
fail:
    return status;
}

const struct cli_command cli_command_pack = {
    .name = "pack",
    .summary = "a set of views as one file, which trainings read faster",
    .group = CLI_GROUP_PREPARE,
    .common = CLI_MUST_OUTPUT | CLI_JSON | CLI_THREADS,
    .args = "SET",
    .doc = "Writes a set of views into one file, SET.gflapack, which is mapped into memory: any view is read at once, "
           "without a codec of images. It stands for the set wherever --data names one, and gives the same batches bit "
           "by bit. The set is checked as a training checks it; models that teach nothing keep their place without "
           "pixels. What is held out, cameras, and who made the models are carried along.\v"
           "Examples:\n"
           "  gfla pack data/views-real -o data/views-real.gflapack\n"
           "  gfla train view --data data/views-real.gflapack:1 --data data/views-made.gflapack:2 -o runs/flow\n",
    .parse = parse,
    .run = run,
};
