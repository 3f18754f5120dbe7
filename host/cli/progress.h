/* cli/progress.h - how far a call is, on standard error: count, percent, rate and time left. On a terminal one line
 * that is redrawn; elsewhere a plain line every few seconds; nothing with -q. */
#ifndef GFLA_CLI_PROGRESS_H
#define GFLA_CLI_PROGRESS_H

#include <gfla/context.h>

/* The progress callback; user_data is the struct cli. */
void cli_progress_show(void *cli, const struct gfla_progress *progress);

/* Erases a drawn line, so that a message can be printed in its place; the next report draws it again. */
void cli_progress_clear(void);

#endif
