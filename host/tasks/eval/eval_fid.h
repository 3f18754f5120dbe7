/* tasks/eval/eval_fid.h - the features that FID is of: those of the truth, and of each method's answers. Devices see
 * some images each; joined in the order of items, the sets are those that one device makes. */
#ifndef GFLA_TASKS_EVAL_EVAL_FID_H
#define GFLA_TASKS_EVAL_EVAL_FID_H

#include "models/metrics/distances.h"
#include "tasks/eval/scores.h"

/* Starts as {0}; one thread at a time. */
struct gfla_eval_fid {
    struct gfla_fid_set truth, answers[GFLA_MAX_METHODS];
};

/* Moves all features of `more` to the ends of the sets; it is empty afterwards, on failure too. */
gfla_status gfla_eval_fid_append(struct gfla_eval_fid *fid, struct gfla_eval_fid *more);
void gfla_eval_fid_free(struct gfla_eval_fid *fid);
/* FID of every method to its place on the board. GFLA_ERROR_USAGE: a set has fewer than two images. */
gfla_status gfla_eval_fid_score(const struct gfla_eval_fid *fid, gfla_score_board *board);

#endif
