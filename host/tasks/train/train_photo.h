/* tasks/train/train_photo.h - what the tasks matte and angle share: sets of rendered views, from which single images
 * are made (viewsynth/data/photo_batches.h). */
#ifndef GFLA_TASKS_TRAIN_TRAIN_PHOTO_H
#define GFLA_TASKS_TRAIN_TRAIN_PHOTO_H

#include "models/gfla/loss_terms.h"
#include "tasks/train/task_settings.h"
#include "viewsynth/data/photo_batches.h"

#define GFLA_PHOTO_NET_MULTIPLE 32 /* of the side of images */

/* Begins the state of each task. {0} is closed. */
struct gfla_train_photo {
    struct gfla_pairs_set sets[GFLA_PAIRS_MAX_SETS];
    gfla_views *views[GFLA_PAIRS_MAX_SETS];
    gfla_photo_batches *batches;
    const struct gfla_photo_batch *batch; /* the last that was fed */
};

/* How the tasks differ: their gfla_train_task.kind. */
struct gfla_train_photo_kind {
    int form;         /* which word of the table of settings names the network: enum gfla_train_photo_form */
    int batch, steps; /* where nothing was chosen */
    enum gfla_photo_kind images;
};
enum gfla_train_photo_form { GFLA_TRAIN_MATTE, GFLA_TRAIN_ANGLE };

/* What both have in common: of gfla_train_task settings, defaults, open, start and, for a task whose state has nothing
 * else to free, close. */
extern const struct gfla_settings_table gfla_train_photo_table;
void gfla_train_photo_defaults(const struct gfla_train_task *task, const char *data, const void *chosen,
                               void *settings);
gfla_status gfla_train_photo_open(gfla_training *training);
gfla_status gfla_train_photo_start(gfla_training *training);
void gfla_train_photo_close(gfla_training *training);
#define GFLA_TRAIN_PHOTO_TASK                                                                                          \
    .data = "a set of views with alpha, made by `gfla render`", .settings = &gfla_train_photo_table,                   \
    .defaults = gfla_train_photo_defaults, .many_sets = true, .open = gfla_train_photo_open,                           \
    .start = gfla_train_photo_start

/* The network of the settings. */
struct gfla_network_config gfla_train_photo_network(const struct gfla_task_settings *settings);
/* What is learned from, and how. */
void gfla_train_photo_losses(gfla_training *training, const struct gfla_loss_terms *terms);
/* The next batch, in photo->batch. */
gfla_status gfla_train_photo_next(struct gfla_train_photo *photo);

#endif
