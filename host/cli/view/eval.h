/* cli/view/eval.h - what `gfla eval` was asked for, and its tasks. */
#ifndef GFLA_CLI_VIEW_EVAL_H
#define GFLA_CLI_VIEW_EVAL_H

#include "cli/cli.h"
#include "tasks/eval/eval_perceptual.h"
#include "tasks/eval/eval_require.h"
#include "viewsynth/data/views.h"

#define EVAL_MAX_REQUIREMENTS 16
#define EVAL_MAX_NAME 32

struct eval_options {
    const char *task, *data, *weights, *answers;
    const char *pairs, *annotation; /* of people: other lists than the set's */
    int width, height;              /* of people: of the images; 0: the network's, else the first image's */
    int limit, n_rows, n_compared, n_requirements;
    bool exact;
    enum gfla_split split;
    char names[GFLA_MAX_METHODS][EVAL_MAX_NAME]; /* of --compare */
    const char *folders[GFLA_MAX_METHODS];
    struct gfla_eval_requirement requirements[EVAL_MAX_REQUIREMENTS];
    struct gfla_eval_perceptual_options perceptual;
};

/* Scores views of objects; images of people in other poses. */
gfla_status eval_view(struct cli *cli, const struct eval_options *options);
gfla_status eval_person(struct cli *cli, const struct eval_options *options);

/* FID of every method to its place on the board. */
gfla_status eval_add_fid(const struct gfla_eval_perceptual *perceptual, gfla_score_board *board);
/* All conditions; the first that does not hold is GFLA_ERROR_CHECK. */
gfla_status eval_check(const struct eval_options *options, const gfla_score_board *board);

#endif
