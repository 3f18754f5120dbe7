/* tasks/train/train_appearance.h - Appearance Flow in place of our network of views: the same sets, batches and loop, and
 * losses of its own (models/gfla/appearance_flow.h). For train_view.c. */
#ifndef GFLA_TASKS_TRAIN_TRAIN_APPEARANCE_H
#define GFLA_TASKS_TRAIN_TRAIN_APPEARANCE_H

#include "models/gfla/appearance_flow.h"
#include "models/gfla/view_loss.h"
#include "tasks/train/task_settings.h"

/* What holds where nothing was chosen. */
void gfla_train_appearance_defaults(struct gfla_task_settings *settings);
/* GFLA_ERROR_USAGE: settings that only one of the two networks has. */
gfla_status gfla_train_appearance_check(const struct gfla_task_settings *settings);
/* Appends network and losses, and says how they are learned. */
gfla_status gfla_train_appearance_build(gfla_training *training, struct gfla_shapenet *net,
                                        struct gfla_view_truth *truth, struct gfla_loss_terms *terms);

#endif
