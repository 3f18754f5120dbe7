/* output.c - results on standard output, the rule for outputs that exist, and the count of a batch's items. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "tasks/output_images.h"

void cli_print(const struct cli *cli, const char *fmt, ...)
{
    if (cli->json || cli->verbosity < 0)
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

gfla_status cli_flush(void)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_OUTPUT, "standard output could not be written%s%s", errno ? ": " : "",
                     errno ? strerror(errno) : "");
}

gfla_status cli_print_json(struct gfla_text *text)
{
    gfla_status status = GFLA_OK;
    cli_progress_clear();
    REQUIRE(!text->failed, GFLA_ERROR_MEMORY, "JSON result: memory ran out after %zu bytes", text->size);
    fwrite(text->data, 1, text->size, stdout);
    fputc('\n', stdout);
    status = cli_flush();
fail:
    gfla_text_free(text);
    return status;
}

gfla_status cli_output_allow(struct cli *cli, const char *path, bool *skip)
{
    return gfla_output_allow(cli->existing, path, skip);
}

gfla_status cli_output_allow_file(struct cli *cli, const char *path, bool *skip)
{
    return gfla_output_allow_file(cli->existing, path, skip);
}

gfla_status cli_output_allow_images(struct cli *cli, bool *skip)
{
    return gfla_output_allow_images(cli->existing, cli->output, skip);
}
