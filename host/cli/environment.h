/* cli/environment.h - the environment variables of the program, which the library does not read. */
#ifndef GFLA_CLI_ENVIRONMENT_H
#define GFLA_CLI_ENVIRONMENT_H

#include <gfla/context.h>

/* Sets what GFLA_CACHE, GFLA_TUNE, GFLA_CHECK, GFLA_KERNELS, GFLA_MODELS, XDG_CACHE_HOME and HOME say;
 * docs/conventions.md has the table. The strings live in `folder` and in the environment. GFLA_ERROR_USAGE: a variable
 * has a value that is none of its own. */
gfla_status cli_environment_read(struct gfla_context_params *params, char folder[1024]);

/* How many processes mpirun, or srun with PMI, started together with this one; 0: none did. */
int cli_environment_ranks(void);

/* The folder for what is needed for a while: TMPDIR, or /tmp. */
const char *cli_environment_temporary(void);

#endif
