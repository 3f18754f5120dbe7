/* cli/import_helper.h - files of strangers are read by `gfla import-worker`, a process that may crash. */
#ifndef GFLA_CLI_IMPORT_HELPER_H
#define GFLA_CLI_IMPORT_HELPER_H

#include "viewsynth/render/motion.h"

/* An importer that runs this program again and stops when this process is interrupted. Zeros are the defaults. */
gfla_status cli_open_importer(double seconds, size_t megabytes, gfla_importer **importer);

/* gfla_motion_open through such an importer; params->importer does not count. */
gfla_status cli_open_motion(gfla_motion **motion, const char *path, const struct gfla_motion_params *params);

/* That process: argv is "import-worker", MiB of memory, the parent's number. Returns its exit code. */
int cli_import_worker(int argc, char **argv);

#endif
