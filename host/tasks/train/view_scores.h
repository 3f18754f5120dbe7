/* tasks/train/view_scores.h - how like the true images those are that a view network makes during a training's
 * validation, by the measures of `gfla eval view`. */
#ifndef GFLA_TASKS_TRAIN_VIEW_SCORES_H
#define GFLA_TASKS_TRAIN_VIEW_SCORES_H

#include "graph/plan.h"
#include "models/gfla/shapenet.h"
#include "train/task.h"
#include "viewsynth/data/pairs.h"

/* Adds "l1", "psnr", "ssim" and "iou" of every image of the last run, which had this batch; nothing where the network
 * makes none. */
gfla_status gfla_view_scores_add(struct gfla_train_scores *scores, gfla_plan *plan, const struct gfla_shapenet *net,
                                 const struct gfla_pair_batch *batch);

#endif
