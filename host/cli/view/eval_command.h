/* cli/view/eval_command.h - what `gfla eval` was asked for (cmd_eval.c), and the doing of it (eval_work.c). */
#ifndef GFLA_CLI_VIEW_EVAL_COMMAND_H
#define GFLA_CLI_VIEW_EVAL_COMMAND_H

#include "cli/view/eval_output.h"
#include "tasks/eval/eval.h"
#include "tasks/eval/eval_photo.h"
#include "tasks/eval/eval_require.h"

#define EVAL_MAX_REQUIREMENTS 16
#define EVAL_MAX_NAME 32

struct eval_command {
    const char *task;
    enum gfla_eval_photo photo; /* the task, or GFLA_EVAL_PHOTO_COUNT */
    const char *merge;          /* a folder of parts, instead of an evaluation; or NULL */
    struct gfla_eval_options eval;
    struct eval_output output;
    char names[GFLA_MAX_METHODS][EVAL_MAX_NAME];         /* of --compare */
    char against_names[GFLA_MAX_METHODS][EVAL_MAX_NAME]; /* of --against */
    struct gfla_eval_requirement requirements[EVAL_MAX_REQUIREMENTS];
    int n_requirements;
};

/* Scores, reports, and checks the conditions. GFLA_ERROR_CHECK: one of them does not hold. */
gfla_status eval_work(struct cli *cli, struct eval_command *command);

#endif
