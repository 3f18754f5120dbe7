/* tasks/train/train_losses.h - what a training learns from, whatever the task: losses of exact flow
 * (models/gfla/view_loss.h), which only the view task has, or those of the paper (models/gfla/paper_loss.h), which need
 * images alone, and VGG-19 weights for most of them. */
#ifndef GFLA_TASKS_TRAIN_TRAIN_LOSSES_H
#define GFLA_TASKS_TRAIN_TRAIN_LOSSES_H

#include "tasks/train/task_settings.h"
#include "models/gfla/paper_loss.h"

/* Before the graph is built: settings->vgg_width and feature_net of the file of weights, the settings' weights where
 * nobody chose them, training->off, and refusals: weights that the losses do not need; a resumed run whose file of
 * weights is not named or of another width. Says which losses are off. */
gfla_status gfla_train_losses_open(gfla_training *training);

/* GFLA_ERROR_USAGE: only networks of our form compare images, which `ours` names in the message, and their stages other
 * than "full" make none. */
gfla_status gfla_train_losses_check_compared(const struct gfla_task_settings *settings, bool is_ours, const char *ours);

/* By which features images are compared; width 0: by none. */
struct gfla_features gfla_train_losses_features(const struct gfla_task_settings *settings);

/* When the graph is built: what the training learns from, and how the optimiser is set up for it. `loss` belongs to the
 * task's state. */
void gfla_train_losses_set(gfla_training *training, const struct gfla_loss_terms *loss);
/* Appends the paper's losses of what the network made and the updates of its discriminators, if any. */
gfla_status gfla_train_losses_paper(gfla_graph *graph, const struct gfla_paper_made *made,
                                    const struct gfla_task_settings *settings, struct gfla_loss_terms *loss);
/* How the optimiser is set up for the losses of these settings. */
struct gfla_trainer_params gfla_train_losses_optimiser(const struct gfla_task_settings *settings);

/* Where losses are exact: adds the terms by which an image that is made (NULL: none is) is compared with the true one, as
 * the settings' weights say, and the updates of its discriminator, if any (models/gfla/compare_loss.h). Edges count where
 * `outline` [n, 1, h, w] says, NULL: everywhere alike. After the other losses, before gfla_train_losses_set. */
gfla_status gfla_train_losses_compare(gfla_training *training, gfla_tensor *image, gfla_tensor *target,
                                      gfla_tensor *outline, struct gfla_loss_terms *loss);

/* Both of the above, for a training. */
gfla_status gfla_train_losses_build(gfla_training *training, const struct gfla_paper_made *made,
                                    struct gfla_loss_terms *loss);

#endif
