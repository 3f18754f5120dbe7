/* tasks/train/train_losses.h - what `gfla train` learns from, whatever the task: losses of exact flow
 * (models/gfla/view_loss.h), which only the view task has, or those of the paper (models/gfla/paper_loss.h), which need
 * images alone, and VGG-19 weights for most of them. */
#ifndef GFLA_TASKS_TRAIN_TRAIN_LOSSES_H
#define GFLA_TASKS_TRAIN_TRAIN_LOSSES_H

#include "cli/cli.h"
#include "tasks/train/train_settings.h"
#include "models/gfla/paper_loss.h"
#include "train/trainer.h"

/* Before the graph is built: settings->vgg_width of the file of weights (vgg may be NULL), and refusals: weights that
 * the losses do not need; a resumed run whose file of weights is not named or of another width. Says which losses are
 * off. */
gfla_status gfla_train_losses_check(struct cli *cli, struct gfla_train_settings *settings, const char *vgg,
                                    bool resume);

/* Appends the paper's losses of what the network made and the updates of its discriminators, if any. */
gfla_status gfla_train_losses_paper(gfla_graph *graph, const struct gfla_paper_made *made,
                                    const struct gfla_train_settings *settings, struct gfla_loss_terms *loss);

/* How the optimiser is set up for these losses. */
struct gfla_trainer_params gfla_train_losses_optimiser(const struct gfla_train_settings *settings);
/* The initial value of a parameter in the paper's training; the context is not looked at. */
void gfla_train_losses_init(void *context, const gfla_tensor *param, struct gfla_random *random, float *values);

/* The learning rate of a step, from 0: falling for the losses of exact flow, constant for those of the paper. */
float gfla_train_losses_rate(const struct gfla_train_settings *settings, uint64_t step);

/* The losses that are off for want of VGG-19, as a JSON list; NULL: none. */
const char *gfla_train_losses_off(const struct gfla_train_settings *settings);

#endif
