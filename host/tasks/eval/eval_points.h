/* tasks/eval/eval_points.h - what the shape net of form SOLID alone shows of a target: the points of both surfaces and
 * of their mirror images, on white; and how far these surfaces are from the true ones. */
#ifndef GFLA_TASKS_EVAL_EVAL_POINTS_H
#define GFLA_TASKS_EVAL_EVAL_POINTS_H

#include "tasks/eval/evaluate.h"
#include "tasks/view/view_model.h"

/* Whether a network draws points of two surfaces. */
bool gfla_eval_points_has(const struct gfla_view_model *network);

/* Of the last run: predicted [n, 3, size, size] in [-1, 1], where there is none from the surfaces themselves from their
 * mirror images; hits [n, 1, size, size]: 1 where a point fell. */
gfla_status gfla_eval_points_get(struct gfla_view_model *network, float *predicted, float *hits);

/* Adds coverage, by hits as above, and the errors of both depths of the source, as far as the batch has true ones. */
gfla_status gfla_eval_points_score(struct gfla_view_model *network, gfla_evaluation *evaluation, int method, int item,
                                   const struct gfla_pair_batch *batch, const float *hits);

#endif
