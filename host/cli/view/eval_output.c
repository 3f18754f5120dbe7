#include "cli/view/eval_output.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"

static bool is_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    return !strchr(slash ? slash + 1 : path, '.') && strcmp(path, "-") != 0;
}

gfla_status eval_output_open(struct eval_output *output, struct cli *cli, bool *skip)
{
    gfla_status status = GFLA_OK;
    *output = (struct eval_output){0};
    *skip = false;
    if (!cli->output)
        return GFLA_OK;
    if (is_folder(cli->output)) {
        output->folder = cli->output;
        TRY(gfla_folder_create(output->folder));
    }
    snprintf(output->figure, sizeof output->figure, output->folder ? "%s/figure.png" : "%s", cli->output);
    TRY(cli_output_allow_file(cli, output->figure, skip));
fail:
    return status;
}

gfla_status eval_output_open_folder(struct eval_output *output, struct cli *cli, const char *what, const char *name,
                                    bool *skip)
{
    gfla_status status = GFLA_OK;
    char path[1100];
    *output = (struct eval_output){0};
    *skip = false;
    REQUIRE(is_folder(cli->output), GFLA_ERROR_USAGE, "%s: no figure is made of %s. hint: -o FOLDER", cli->output,
            what);
    output->folder = cli->output;
    TRY(gfla_folder_create(output->folder));
    snprintf(path, sizeof path, "%s/%s", output->folder, name);
    TRY(cli_output_allow_file(cli, path, skip));
fail:
    return status;
}

static gfla_status write_text(const char *folder, const char *name, const struct gfla_text *text, const char *end)
{
    gfla_status status;
    struct gfla_text whole = {0};
    char path[1100];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    gfla_text_add(&whole, "%s%s", text->data ? text->data : "", end);
    REQUIRE(!text->failed && !whole.failed, GFLA_ERROR_MEMORY, "%s: memory ran out", path);
    TRY(gfla_file_write(path, whole.data, whole.size));
fail:
    gfla_text_free(&whole);
    return status;
}

gfla_status eval_output_scores(const struct eval_output *output, const struct cli *cli, struct gfla_text *table,
                               struct gfla_text *json)
{
    gfla_status status = GFLA_OK;
    if (output->folder) {
        TRY(write_text(output->folder, "scores.txt", table, ""));
        TRY(write_text(output->folder, "scores.json", json, "\n"));
    }
    if (cli->json)
        status = cli_print_json(json);
    else
        cli_print(cli, "%s", table->data ? table->data : "");
fail:
    gfla_text_free(table);
    gfla_text_free(json);
    return status;
}
