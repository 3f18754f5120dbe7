/* tasks/train/train_clip.h - what the tasks of `gfla train` with a recurrent network have in common: animate and
 * face. */
#ifndef GFLA_TASKS_TRAIN_TRAIN_CLIP_H
#define GFLA_TASKS_TRAIN_TRAIN_CLIP_H

#include "tasks/train/train_task.h"
#include "models/gfla/clip_step.h"
#include "models/gfla/network_config.h"
#include "people/clip_batches.h"

struct gfla_train_clip;

/* What a task brings. */
struct gfla_train_clip_kind {
    const char *const
        *model; /* words of the setting "network", of which there is one: the network in models/gfla/architectures.h */
    enum gfla_clip_set set;
    gfla_clip_network *network;
    enum gfla_clip_moments moments;
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
    gfla_clip_data *data;
    gfla_clip_batches *batches;
    float *image; /* [n, 3, h, w] */
    /* inputs of the structures, as the kind likes */
    gfla_tensor *reference[GFLA_TRAIN_CLIP_BUFFERS], *previous[GFLA_TRAIN_CLIP_BUFFERS];
    gfla_tensor *frame[GFLA_PAPER_FRAMES][GFLA_TRAIN_CLIP_BUFFERS];
    float *values[GFLA_TRAIN_CLIP_BUFFERS]; /* room for one of each; freed with the state */
};

/* Settings, for the table of a task with the words of its network. */
#define GFLA_TRAIN_CLIP_SETTINGS(words)                                                                                \
    {"network", NULL, GFLA_TRAIN_WORD, GFLA_TRAIN_SETTING(form), 0, 0, words, NULL},                                   \
        {"size", "size", GFLA_TRAIN_SIZE, GFLA_TRAIN_SETTING(size), 0, 0, NULL, NULL},                                 \
        {"frames", "frames", GFLA_TRAIN_INT, GFLA_TRAIN_SETTING(frames), 1, GFLA_PAPER_FRAMES, NULL, NULL},            \
        {"clip", "clip", GFLA_TRAIN_INT, GFLA_TRAIN_SETTING(clip), 1, 100000, NULL, NULL}, GFLA_TRAIN_WIDTH_SETTINGS,  \
        GFLA_TRAIN_COMMON_SETTINGS

/* The functions of struct train_task, whose kind is a train_clip_kind. */
#define GFLA_TRAIN_CLIP_FUNCTIONS                                                                                      \
    .state_size = sizeof(struct gfla_train_clip), .defaults = gfla_train_clip_defaults, .open = gfla_train_clip_open,  \
    .build = gfla_train_clip_build, .start = gfla_train_clip_start, .feed = gfla_train_clip_feed,                      \
    .sheet = gfla_train_clip_sheet, .close = gfla_train_clip_close
struct gfla_train_settings gfla_train_clip_defaults(const struct gfla_train_task *task, const char *data,
                                                    const struct gfla_train_settings *asked);
gfla_status gfla_train_clip_open(struct gfla_training *training);
gfla_status gfla_train_clip_build(struct gfla_training *training);
gfla_status gfla_train_clip_start(struct gfla_training *training);
gfla_status gfla_train_clip_feed(struct gfla_training *training, uint64_t step);
gfla_status gfla_train_clip_sheet(struct gfla_training *training, uint64_t step);
void gfla_train_clip_close(struct gfla_training *training);

#endif
