/* tasks/train/train_clip.h - what the training tasks with a recurrent network have in common: animate and
 * face. */
#ifndef GFLA_TASKS_TRAIN_TRAIN_CLIP_H
#define GFLA_TASKS_TRAIN_TRAIN_CLIP_H

#include "tasks/train/task_settings.h"
#include "tasks/train/tasks.h"
#include "models/gfla/clip_step.h"
#include "models/gfla/loss_terms.h"
#include "models/gfla/network_config.h"
#include "people/clip_batches.h"

struct gfla_train_clip;

/* What a task brings. */
struct gfla_train_clip_kind {
    const char *const
        *model; /* words of the setting "network", of which there is one: the network in models/gfla/architectures.h */
    enum gfla_clip_set set;
    gfla_clip_network *network;
    enum gfla_clip_judge judge;
    /* Sets the structures of clip->step, and of the graph whatever makes them. */
    gfla_status (*draw)(struct gfla_train_clip *clip, gfla_graph *graph);
    /* Writes what that needs of a batch. */
    gfla_status (*feed)(struct gfla_train_clip *clip, gfla_plan *plan, const struct gfla_clip_batch *batch);
};

#define GFLA_TRAIN_CLIP_BUFFERS 3

/* The state of such a task. */
struct gfla_train_clip {
    const struct gfla_train_clip_kind *kind;
    struct gfla_network_config config;
    struct gfla_clip_step step;
    struct gfla_loss_terms loss;
    gfla_clip_data *data;
    gfla_clip_batches *batches;
    float *image; /* [n, 3, h, w] */
    /* inputs of the structures, as the kind likes */
    gfla_tensor *reference[GFLA_TRAIN_CLIP_BUFFERS], *previous[GFLA_TRAIN_CLIP_BUFFERS];
    gfla_tensor *frame[GFLA_PAPER_FRAMES][GFLA_TRAIN_CLIP_BUFFERS];
    float *values[GFLA_TRAIN_CLIP_BUFFERS]; /* room for one of each; freed with the state */
};

/* Settings, for the table of a task with the words of its network. */
#define GFLA_TRAIN_CLIP_SETTINGS(network_words)                                                                        \
    {.key = "network", .kind = GFLA_SETTING_WORD, .offset = GFLA_TASK_FIELD(form), .words = network_words},            \
        {.key = "size",                                                                                                \
         .name = "size",                                                                                               \
         .kind = GFLA_SETTING_SIZE,                                                                                    \
         .offset = GFLA_TASK_FIELD(network.height),                                                                    \
         .lo = 1,                                                                                                      \
         .hi = 4096},                                                                                                  \
        {.key = "frames",                                                                                              \
         .name = "frames",                                                                                             \
         .offset = GFLA_TASK_FIELD(network.frames),                                                                    \
         .lo = 1,                                                                                                      \
         .hi = GFLA_PAPER_FRAMES},                                                                                     \
        {.key = "clip", .name = "clip", .offset = GFLA_TASK_FIELD(clip), .lo = 1, .hi = 100000}, GFLA_TASK_WIDTH_ROWS, \
        GFLA_TASK_FLOW_ROWS

/* The functions of struct gfla_train_task, whose kind is a gfla_train_clip_kind. */
#define GFLA_TRAIN_CLIP_FUNCTIONS                                                                                      \
    .state_size = sizeof(struct gfla_train_clip), .item_state = GFLA_CLIP_LAST, .defaults = gfla_train_clip_defaults,  \
    .open = gfla_train_clip_open, .build = gfla_train_clip_build, .start = gfla_train_clip_start,                      \
    .feed = gfla_train_clip_feed, .sheet = gfla_train_clip_sheet, .close = gfla_train_clip_close
void gfla_train_clip_defaults(const struct gfla_train_task *task, const char *data, const void *chosen, void *settings);
/* What tells these videos from others. */
void gfla_train_clip_identify(const gfla_clip_data *clips, struct gfla_train_data *data);
/* Logs how many frames of the videos in a folder were left out, if any. */
void gfla_train_clip_note_left_out(const gfla_clip_data *clips, const char *path);
gfla_status gfla_train_clip_open(gfla_training *training);
gfla_status gfla_train_clip_build(gfla_training *training);
gfla_status gfla_train_clip_start(gfla_training *training);
gfla_status gfla_train_clip_feed(gfla_training *training, uint64_t step);
gfla_status gfla_train_clip_sheet(gfla_training *training, uint64_t step);
void gfla_train_clip_close(gfla_training *training);

#endif
