/* tasks/eval/eval_require.h - conditions on scores: "full.l1<0.04", "full.psnr>20". */
#ifndef GFLA_TASKS_EVAL_EVAL_REQUIRE_H
#define GFLA_TASKS_EVAL_EVAL_REQUIRE_H

#include "tasks/eval/scores.h"

struct gfla_eval_requirement {
    char method[64], metric[32];
    bool above; /* > rather than < */
    double limit;
};

/* METHOD.METRIC<VALUE or METHOD.METRIC>VALUE; METRIC: a name of scores.h. */
gfla_status gfla_eval_requirement_parse(const char *text, struct gfla_eval_requirement *requirement);
/* GFLA_ERROR_CHECK when it does not hold, with both numbers, or was not measured; GFLA_ERROR_USAGE when no method has
 * that name. */
gfla_status gfla_eval_requirement_check(const struct gfla_eval_requirement *requirement, const gfla_score_board *board);

#endif
