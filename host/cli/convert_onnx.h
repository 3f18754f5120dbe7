/* cli/convert_onnx.h - `gfla convert` to ONNX: what is asked for, and what was written as text or JSON. */
#ifndef GFLA_CLI_CONVERT_ONNX_H
#define GFLA_CLI_CONVERT_ONNX_H

#include "cli/cli.h"
#include "tasks/model/convert_onnx.h"

/* Writes the file and tells of it. */
gfla_status cli_convert_onnx(const struct cli *cli, const struct gfla_convert_onnx *convert, const char *path);

#endif
