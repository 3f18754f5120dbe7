#include "cli/bench/outputs.h"

#include "base/file.h"

gfla_status bench_allow_outputs(struct cli *cli, const char *json, bool *skip)
{
    gfla_status status = GFLA_OK;
    bool skip_json = false, skip_output = false;
    if (json)
        TRY(cli_output_allow_file(cli, json, &skip_json));
    if (cli->output)
        TRY(cli_output_allow_file(cli, cli->output, &skip_output));
    *skip = skip_json || skip_output;
fail:
    return status;
}

gfla_status bench_write_text(const char *path, struct gfla_text *text)
{
    gfla_status status = GFLA_OK;
    REQUIRE(!text->failed, GFLA_ERROR_MEMORY, "%s: host memory ran out after %zu bytes", path, text->size);
    status = gfla_file_write(path, text->data, text->size);
fail:
    gfla_text_free(text);
    return status;
}
