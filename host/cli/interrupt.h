/* cli/interrupt.h - Ctrl-C, `timeout` and a terminal that closes: SIGINT, SIGTERM, SIGHUP.
 *
 * The first of them asks the work to stop. What stops by itself ends as it likes, with what was done kept. What does not
 * within CLI_STOP_SECONDS, since a driver compiles or a library works, is ended here: temporary files go, and the exit
 * code is 130. A second signal does so at once, and ends the program by that signal. */
#ifndef GFLA_CLI_INTERRUPT_H
#define GFLA_CLI_INTERRUPT_H

#include <stdbool.h>

#define CLI_STOP_SECONDS 1.5

/* A file beyond `ulimit -f` and a pipe that nobody reads any more are errors of the write, as a full disk is: no signals
 * that end the process. */
void cli_interrupt_ignore(void);
/* Once, from the thread that starts all others. command: for the message; borrowed. */
void cli_interrupt_catch(const char *command);
bool cli_is_interrupted(void);
/* From now on there is work that a stop saves first: it is waited for, until a second signal. From any thread. */
void cli_interrupt_waits(void);

#endif
