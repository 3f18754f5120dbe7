/* cli/compile_worker.h - `gfla compile-worker`: a process that compiles kernels for another one. */
#ifndef GFLA_CLI_COMPILE_WORKER_H
#define GFLA_CLI_COMPILE_WORKER_H

#define CLI_COMPILE_WORD "compile-worker"

/* argv is "compile-worker", 0, the parent's number. Returns its exit code. */
int cli_compile_worker(int argc, char **argv);

#endif
