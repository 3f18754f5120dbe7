/* cmd_models.c - `gfla models`: the models that are bundled, and the networks that there are. */
#include <gfla/model.h>

#include "cli/cli.h"

/* A model that is open, with what its file says of it. */
struct listed {
    const char *name, *licence;
    struct gfla_model_info info;
    gfla_model *model;
};

static gfla_status open_listed(struct listed *listed, const char *name, const struct cli *cli)
{
    const gfla_status status = gfla_model_open(&listed->model, cli->context, name, NULL);
    if (status != GFLA_OK)
        return status;
    listed->name = name;
    gfla_model_get_info(listed->model, &listed->info);
    listed->licence = gfla_model_metadata(listed->model, "licence");
    return GFLA_OK;
}

static void print_model(const struct cli *cli, const struct listed *m)
{
    char size[32];
    snprintf(size, sizeof size, "%d x %d", m->info.width, m->info.height);
    cli_print(cli, "  %-24s %-10s %-10s %-10s %s\n", m->name, m->info.network, m->info.width ? size : "-",
              m->licence ? m->licence : "-", m->info.summary);
}

static void add_model(struct gfla_text *json, const struct listed *m)
{
    gfla_text_add(json, "%s{\"name\":", json->data[json->size - 1] == '[' ? "" : ",");
    gfla_text_add_json(json, m->name);
    gfla_text_add(json, ",\"network\":");
    gfla_text_add_json(json, m->info.network);
    gfla_text_add(json, ",\"pixels\":[%d,%d],\"licence\":", m->info.width, m->info.height);
    if (m->licence)
        gfla_text_add_json(json, m->licence);
    else
        gfla_text_add(json, "null");
    gfla_text_add(json, ",\"path\":");
    gfla_text_add_json(json, m->info.path);
    gfla_text_add(json, "}");
}

/* A file that cannot be read is named, and the others are listed. */
static gfla_status list_models(struct cli *cli, struct gfla_text *json)
{
    gfla_status status;
    const char **names = NULL;
    size_t n;
    TRY(gfla_model_list(&names, &n, cli->context));
    cli_print(cli, "%s\n", n ? "models" : "models: none are bundled here");
    for (size_t i = 0; i < n; i++) {
        struct listed listed;
        status = open_listed(&listed, names[i], cli);
        if (status != GFLA_OK) {
            gfla_batch_failed(&cli->batch, names[i], status);
            continue;
        }
        print_model(cli, &listed);
        add_model(json, &listed);
        gfla_batch_done(&cli->batch);
        gfla_model_close(&listed.model);
    }
    status = gfla_batch_status(&cli->batch);
fail:
    gfla_free((void *)names);
    return status;
}

static void list_networks(const struct cli *cli, struct gfla_text *json)
{
    cli_print(cli, "networks, for weights of yours\n");
    for (size_t i = 0; gfla_model_network_name(i); i++) {
        cli_print(cli, "  %-24s %s\n", gfla_model_network_name(i), gfla_model_network_summary(i));
        gfla_text_add(json, "%s{\"name\":", i ? "," : "");
        gfla_text_add_json(json, gfla_model_network_name(i));
        gfla_text_add(json, ",\"summary\":");
        gfla_text_add_json(json, gfla_model_network_summary(i));
        gfla_text_add(json, "}");
    }
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status, listed;
    struct gfla_text json = {0};
    TRY(cli_parse(cli, argc, argv, NULL));
    gfla_text_add(&json, "{\"models\":[");
    listed = list_models(cli, &json);
    gfla_text_add(&json, "],\"networks\":[");
    list_networks(cli, &json);
    gfla_text_add(&json, "]}");
    if (cli->json)
        TRY(cli_print_json(&json));
    else
        gfla_text_free(&json);
    status = listed;
fail:
    return status;
}

const struct cli_command cli_command_models = {
    .name = "models",
    .summary = "list bundled models, and the networks that there are",
    .group = CLI_GROUP_LEARN,
    .common = CLI_JSON,
    .doc =
        "Lists the models that other commands take by name (--model, MODEL): each with its network, the pixels of its "
        "images, its licence and what it makes; then the networks that `gfla infer`, `gfla describe` and `gfla "
        "convert` "
        "know, for weights of yours. Models are .safetensors files in the folders of GFLA_MODELS, separated by ':', "
        "and "
        "in those of the installation.\v"
        "Exit codes: 3 where no model can be read, 8 where some cannot.\n\n"
        "  gfla models\n"
        "  gfla describe view-furniture-128",
    .run = run,
};
