/* output.c - results on standard output, the rule for outputs that exist, and the count of a batch's items. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "io/animation/animation.h"

void cli_print(const struct cli *cli, const char *fmt, ...)
{
    if (cli->json)
        return;
    va_list args;
    va_start(args, fmt);
    cli_progress_clear();
    vprintf(fmt, args);
    va_end(args);
}

void cli_note(const struct cli *cli, const char *fmt, ...)
{
    if (cli->verbosity < 0)
        return;
    va_list args;
    va_start(args, fmt);
    cli_progress_clear();
    vfprintf(stderr, fmt, args);
    va_end(args);
}

gfla_status cli_print_json(struct gfla_text *text)
{
    gfla_status status = GFLA_OK;
    cli_progress_clear();
    REQUIRE(!text->failed, GFLA_ERROR_MEMORY, "JSON result: memory ran out after %zu bytes", text->size);
    fwrite(text->data, 1, text->size, stdout);
    fputc('\n', stdout);
    REQUIRE(fflush(stdout) == 0 && !ferror(stdout), GFLA_ERROR_OUTPUT, "standard output could not be written");
fail:
    gfla_text_free(text);
    return status;
}

gfla_status cli_output_allow(struct cli *cli, const char *path, bool *skip)
{
    *skip = false;
    if (strcmp(path, "-") == 0 || cli->existing == CLI_EXISTING_OVERWRITE || !gfla_file_exists(path))
        return GFLA_OK;
    if (cli->existing == CLI_EXISTING_SKIP) {
        *skip = true;
        return GFLA_OK;
    }
    return gfla_fail(GFLA_ERROR_OUTPUT, "%s: exists already. hint: -y overwrites, -n skips what exists", path);
}

gfla_status cli_output_allow_file(struct cli *cli, const char *path, bool *skip)
{
    gfla_status status;
    struct gfla_text folder = {0};
    const char *slash = strrchr(path, '/');
    TRY(cli_output_allow(cli, path, skip));
    if (strcmp(path, "-") == 0)
        return GFLA_OK;
    gfla_text_add(&folder, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    REQUIRE(!folder.failed, GFLA_ERROR_MEMORY, "%s: host memory ran out for a path", path);
    REQUIRE(access(folder.data, W_OK) == 0, GFLA_ERROR_OUTPUT, "%s: the folder %s cannot be written to: %s", path,
            folder.data, strerror(errno));
fail:
    gfla_text_free(&folder);
    return status;
}

gfla_status cli_output_allow_images(struct cli *cli, bool *skip)
{
    const char *path = cli->output, *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const gfla_status status = gfla_animation_can_write(path) ? gfla_animation_check(path) : GFLA_OK;
    if (status != GFLA_OK)
        return status;
    if (gfla_animation_can_write(path) || gfla_bitmap_can_write(path))
        return cli_output_allow_file(cli, path, skip);
    if (!strchr(name, '.') || gfla_file_exists(path))
        return cli_output_allow(cli, path, skip);
    return gfla_fail(GFLA_ERROR_USAGE, "%s: no format that pictures are written in. hint: %s, %s, or a folder", path,
                     gfla_bitmap_extensions(), gfla_animation_extensions());
}

void cli_item_done(struct cli *cli)
{
    cli->n_items++;
}

void cli_item_skipped(struct cli *cli)
{
    cli->n_items++;
    cli->n_skipped++;
}

void cli_item_failed(struct cli *cli, const char *item, gfla_status status)
{
    if (cli->n_failed == 0)
        cli->first_failure = status;
    cli->n_items++;
    cli->n_failed++;
    cli_progress_clear();
    fprintf(stderr, "gfla: %s: %s: %s\n", cli->command->name, item, gfla_error_message());
}

gfla_status cli_batch_status(const struct cli *cli)
{
    if (cli_interrupted())
        return gfla_fail(GFLA_ERROR_INTERRUPTED, "interrupted after %zu items; what was done is kept", cli->n_items);
    if (cli->n_failed == 0)
        return GFLA_OK;
    if (cli->n_failed == cli->n_items)
        return gfla_fail(cli->first_failure, "%zu of %zu items failed: nothing was made", cli->n_failed, cli->n_items);
    return gfla_fail(GFLA_ERROR_PARTIAL, "%zu of %zu items failed", cli->n_failed, cli->n_items);
}

bool cli_in_shard(const struct cli *cli, size_t index)
{
    return index % (size_t)cli->n_shards == (size_t)cli->shard;
}
