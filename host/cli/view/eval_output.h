/* cli/view/eval_output.h - where `gfla eval` puts its figure, and, of a folder, its scores. */
#ifndef GFLA_CLI_VIEW_EVAL_OUTPUT_H
#define GFLA_CLI_VIEW_EVAL_OUTPUT_H

#include "cli/cli.h"

/* -o is an image, or a folder, which gets figure.png, scores.txt and scores.json. */
struct eval_output {
    const char *folder; /* NULL: none */
    char figure[1024];  /* "": none */
};

/* Asks before the work whether it may be written; *skip: with -n, of what is there. A folder is made. */
gfla_status eval_output_open(struct eval_output *output, struct cli *cli, bool *skip);
/* The same where no figure is made, of `what`: -o is a folder, and `name` in it what is asked about. GFLA_ERROR_USAGE: it
 * is not. */
gfla_status eval_output_open_folder(struct eval_output *output, struct cli *cli, const char *what, const char *name,
                                    bool *skip);
/* Prints the table, or with --json the object; a folder gets both. Frees the texts. */
gfla_status eval_output_scores(const struct eval_output *output, const struct cli *cli, struct gfla_text *table,
                               struct gfla_text *json);

#endif
