/* cli/bench/outputs.h - the outputs of `gfla bench`: --json FILE and -o FILE. */
#ifndef GFLA_CLI_BENCH_OUTPUTS_H
#define GFLA_CLI_BENCH_OUTPUTS_H

#include "cli/cli.h"

/* Whether -o and `json` may be written, where they were asked for (cli_output_allow_file). Before the work, which takes
 * minutes. json: NULL: not asked for. */
gfla_status bench_allow_outputs(struct cli *cli, const char *json, bool *skip);

/* Writes the text to the file and frees it. GFLA_ERROR_MEMORY: the text is not whole. */
gfla_status bench_write_text(const char *path, struct gfla_text *text);

#endif
