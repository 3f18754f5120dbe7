/* cli/import_worker.h - `gfla import-worker`: the process that reads files of strangers, which may crash it. */
#ifndef GFLA_CLI_IMPORT_WORKER_H
#define GFLA_CLI_IMPORT_WORKER_H

#define CLI_IMPORT_WORD "import-worker"

/* argv is "import-worker", MiB of memory, the parent's number. Returns its exit code. */
int cli_import_worker(int argc, char **argv);

#endif
