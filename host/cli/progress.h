/* cli/progress.h - how far a batch is, on standard error: count, percent, rate and time left. On a terminal one line
 * that is redrawn; elsewhere a plain line every few seconds; nothing with -q. One at a time, used by one thread. */
#ifndef GFLA_CLI_PROGRESS_H
#define GFLA_CLI_PROGRESS_H

#include "cli/cli.h"

struct cli_progress {
    const char *what;   /* "views" */
    size_t done, total; /* total 0: not known */
    size_t skipped;     /* of `done` */
    double started, shown;
    bool quiet, terminal;
};

/* `what` must outlive the progress. */
void cli_progress_begin(struct cli_progress *progress, const struct cli *cli, const char *what, size_t total);
void cli_progress_set(struct cli_progress *progress, size_t done);
/* Of what is done, `n` more were there already: the rate and the time left are of the others. */
void cli_progress_skip(struct cli_progress *progress, size_t n);
/* Erases the line on a terminal; elsewhere says what was done and how long it took. */
void cli_progress_end(struct cli_progress *progress);

/* Erases a drawn line, so that a message can be printed in its place; the next cli_progress_set draws it again. */
void cli_progress_clear(void);

#endif
