/* tasks/train/train_photo.h - what the tasks matte and angle share: sets of rendered views, from which single images
 * are made (viewsynth/data/photo_batches.h). */
#ifndef GFLA_TASKS_TRAIN_TRAIN_PHOTO_H
#define GFLA_TASKS_TRAIN_TRAIN_PHOTO_H

#include "models/gfla/loss_terms.h"
#include "tasks/train/task_settings.h"
#include "viewsynth/data/photo_batches.h"

#define GFLA_PHOTO_NET_MULTIPLE 32 /* of the side of images */

/* Begins the state of a task. {0} is closed. */
struct gfla_train_photo {
    struct gfla_pairs_set sets[GFLA_PAIRS_MAX_SETS];
    gfla_views *views[GFLA_PAIRS_MAX_SETS];
    gfla_photo_batches *batches;
    const struct gfla_photo_batch *batch; /* the last that was fed */
};

/* The settings of a task whose networks are `model`'s: batch, steps and rate where nothing was chosen. */
void gfla_train_photo_defaults(const char *model, int batch, int steps, struct gfla_task_settings *settings);
gfla_status gfla_train_photo_open(gfla_training *training, struct gfla_train_photo *photo);
/* The network of the settings. */
struct gfla_network_config gfla_train_photo_network(const struct gfla_task_settings *settings);
/* What is learned from, and how. */
void gfla_train_photo_losses(gfla_training *training, const struct gfla_loss_terms *terms);
gfla_status gfla_train_photo_start(gfla_training *training, struct gfla_train_photo *photo, enum gfla_photo_kind kind);
/* The next batch, in photo->batch. */
gfla_status gfla_train_photo_next(struct gfla_train_photo *photo);
void gfla_train_photo_close(gfla_training *training, struct gfla_train_photo *photo);

/* Rows of both tasks. */
#define GFLA_TRAIN_PHOTO_ROWS                                                                                          \
    {.key = "size",                                                                                                    \
     .name = "size",                                                                                                   \
     .kind = GFLA_SETTING_SIZE,                                                                                        \
     .offset = GFLA_TASK_FIELD(network.height),                                                                        \
     .lo = 64,                                                                                                         \
     .hi = 512},                                                                                                       \
        {.key = "width", .name = "width", .offset = GFLA_TASK_FIELD(network.channels), .lo = 2, .hi = 64},             \
        {.key = "backgrounds", .offset = GFLA_TASK_FIELD(n_backgrounds), .hi = 1e9},                                   \
        GFLA_SETTINGS_ROWS(struct gfla_task_settings)

#endif
