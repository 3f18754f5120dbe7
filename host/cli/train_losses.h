/* cli/train_losses.h - which losses `gfla train view` learns from: those of exact flow (models/gfla/view_loss.h) or those of the
 * paper (models/gfla/paper_loss.h), which need pictures alone, and VGG-19 weights for most of them. */
#ifndef GFLA_CLI_TRAIN_LOSSES_H
#define GFLA_CLI_TRAIN_LOSSES_H

#include "cli/cli.h"
#include "cli/view_task.h"
#include "models/gfla/paper_made.h"
#include "train/trainer.h"

/* Before the graph is built: settings->vgg_width of the file of weights (vgg may be NULL), and refusals: losses of exact flow on a
 * set without depth; a resumed run whose file of weights is not named or of another width. Says which losses are off. */
gfla_status train_losses_check(struct cli *cli, struct view_settings *settings, const char *vgg, bool resume, bool have_depth);

/* Appends the losses and the updates of a discriminator, if any. */
gfla_status train_losses_build(gfla_graph *graph, const struct gfla_shapenet *net, const struct view_settings *settings,
                               struct gfla_view_loss *loss);

/* How the optimiser is set up for these losses. */
struct gfla_trainer_params train_losses_optimiser(const struct view_settings *settings);
/* The initial value of a parameter; the context is the configuration of the network, or for the losses of the paper NULL. */
void train_losses_init(void *context, const gfla_tensor *param, struct gfla_random *random, float *values);

/* The learning rate of a step, from 0: falling for the losses of exact flow, constant for those of the paper. */
float train_losses_rate(const struct view_settings *settings, uint64_t step);

/* The losses that are off for want of VGG-19, as a JSON list; NULL: none. */
const char *train_losses_off(const struct view_settings *settings);

#endif
