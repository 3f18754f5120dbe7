/* tasks/train/train_clip.h - what the tasks of `gfla train` with a recurrent network have in common: animate and face. */
#ifndef GFLA_TASKS_TRAIN_TRAIN_CLIP_H
#define GFLA_TASKS_TRAIN_TRAIN_CLIP_H

#include "tasks/train/train_task.h"
#include "models/gfla/clip_step.h"
#include "models/gfla/model_config.h"
#include "people/clip_batches.h"

struct train_clip;

/* What a task brings. */
struct train_clip_kind {
    const char *const *model; /* words of the setting "network", of which there is one: the network in models/gfla/models.h */
    enum gfla_clip_set set;
    gfla_clip_network *network;
    enum gfla_clip_moments moments;
    /* Sets the structures of clip->step, and of the graph whatever makes them. */
    gfla_status (*draw)(struct train_clip *clip, gfla_graph *graph);
    /* Writes what that needs of a batch. */
    gfla_status (*feed)(struct train_clip *clip, gfla_plan *plan, const struct gfla_clip_batch *batch);
};

#define TRAIN_CLIP_BUFFERS 3

/* The state of such a task. */
struct train_clip {
    const struct train_clip_kind *kind;
    struct gfla_model_config config;
    struct gfla_clip_step step;
    gfla_clip_data *data;
    gfla_clip_batches *batches;
    float *picture;                                                           /* [n, 3, h, w] */
    gfla_tensor *reference[TRAIN_CLIP_BUFFERS], *previous[TRAIN_CLIP_BUFFERS]; /* inputs of the structures, as the kind likes */
    gfla_tensor *frame[GFLA_PAPER_FRAMES][TRAIN_CLIP_BUFFERS];
    float *values[TRAIN_CLIP_BUFFERS]; /* room for one of each; freed with the state */
};

/* Settings, for the table of a task with the words of its network. */
#define TRAIN_CLIP_SETTINGS(words)                                                                                                 \
    {"network", NULL, TRAIN_WORD, TRAIN_SETTING(form), 0, 0, words, NULL},                                                         \
        {"size", "size", TRAIN_SIZE, TRAIN_SETTING(size), 0, 0, NULL, NULL},                                                       \
        {"frames", "frames", TRAIN_INT, TRAIN_SETTING(frames), 1, GFLA_PAPER_FRAMES, NULL, NULL},                                  \
        {"clip", "clip", TRAIN_INT, TRAIN_SETTING(clip), 1, 100000, NULL, NULL}, TRAIN_WIDTH_SETTINGS, TRAIN_COMMON_SETTINGS

/* The functions of struct train_task, whose kind is a train_clip_kind. */
#define TRAIN_CLIP_FUNCTIONS                                                                                                       \
    .state_size = sizeof(struct train_clip), .defaults = train_clip_defaults, .open = train_clip_open, .build = train_clip_build,  \
    .start = train_clip_start, .feed = train_clip_feed, .sheet = train_clip_sheet, .close = train_clip_close
struct train_settings train_clip_defaults(const struct train_task *task, const char *data, const struct train_settings *asked);
gfla_status train_clip_open(struct training *training);
gfla_status train_clip_build(struct training *training);
gfla_status train_clip_start(struct training *training);
gfla_status train_clip_feed(struct training *training, uint64_t step);
gfla_status train_clip_sheet(struct training *training, uint64_t step);
void train_clip_close(struct training *training);

#endif
