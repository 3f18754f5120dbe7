/* cli/confine.h - how a process begins that gfla starts to read files of strangers, which may crash it, hold it up or
 * take it over. */
#ifndef GFLA_CLI_CONFINE_H
#define GFLA_CLI_CONFINE_H

#include <stdbool.h>

/* argv: the word that it was started with, the MiB of memory that it may have, the number of its parent. Returns the exit
 * code that it shall end with, after a message where a user started it: it is for `purpose`; or 0.
 *
 * From then on it has descriptors 0 to GFLA_HELPER_REPLIES alone, writes no files, dumps no core, and has little stack.
 * Signals that end programs politely are ignored: they are often sent to all processes of a job, and it is the parent that
 * decides. It ends when the parent does; with_thread: when the thread does that started it. */
int cli_confine(int argc, char **argv, const char *purpose, bool with_thread);

#endif
