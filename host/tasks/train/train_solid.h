/* tasks/train/train_solid.h - what form SOLID of the view network (models/gfla/solid.h) needs beside the other forms:
 * settings, losses, and a sheet of its shape net. For train_view.c. */
#ifndef GFLA_TASKS_TRAIN_TRAIN_SOLID_H
#define GFLA_TASKS_TRAIN_TRAIN_SOLID_H

#include "models/gfla/solid.h"
#include "tasks/train/task_settings.h"
#include "viewsynth/data/views.h"

/* Rows of the table of settings. */
#define GFLA_TRAIN_SOLID_ROWS                                                                                          \
    {.key = "shape_width", .name = "shape_width", .offset = GFLA_TASK_FIELD(network.shape_channels), .hi = 256},       \
        {.key = "surfaces", .name = "surfaces", .offset = GFLA_TASK_FIELD(network.surfaces), .hi = 2},                 \
        {.key = "mirror",                                                                                              \
         .name = "mirror",                                                                                             \
         .kind = GFLA_SETTING_WORD,                                                                                    \
         .offset = GFLA_TASK_FIELD(network.mirror),                                                                    \
         .words = gfla_train_mirror_words},                                                                            \
        {.key = "looks",                                                                                               \
         .name = "looks",                                                                                              \
         .kind = GFLA_SETTING_WORD,                                                                                    \
         .offset = GFLA_TASK_FIELD(looks),                                                                             \
         .words = gfla_train_mirror_words},                                                                            \
    {                                                                                                                  \
        .key = "sampling", .name = "sampling", .kind = GFLA_SETTING_WORD, .offset = GFLA_TASK_FIELD(network.sampling), \
        .words = gfla_train_sampling_words                                                                             \
    }
extern const char *const gfla_train_mirror_words[], *const gfla_train_sampling_words[]; /* enum gfla_sampling */

/* What holds where nothing was chosen. */
void gfla_train_solid_defaults(struct gfla_task_settings *settings, enum gfla_train_part part);
/* GFLA_ERROR_USAGE: settings that only one form has. */
gfla_status gfla_train_solid_check(const struct gfla_task_settings *settings);
/* GFLA_ERROR_USAGE: form SOLID cannot learn from this set, named `path`. */
gfla_status gfla_train_solid_check_set(const struct gfla_task_settings *settings, const gfla_views *views,
                                       const char *path);
/* The network's name in the table of architectures. */
const char *gfla_train_solid_network(enum gfla_train_part part);
/* Appends the losses of a network, and says how they are learned. */
gfla_status gfla_train_solid_losses(gfla_training *training, struct gfla_shapenet *net, struct gfla_view_truth *truth,
                                    struct gfla_loss_terms *terms);
/* Writes the sheet of stage shape: source, front, back and the back's colours, each beside its truth. */
gfla_status gfla_train_solid_sheet(gfla_training *training, const struct gfla_shapenet *net,
                                   const struct gfla_view_truth *truth, uint64_t step);

#endif
