/* tasks/train/task_settings.h - the settings of the training tasks, and rows for their tables. */
#ifndef GFLA_TASKS_TRAIN_TASK_SETTINGS_H
#define GFLA_TASKS_TRAIN_TASK_SETTINGS_H

#include "models/gfla/architectures.h"
#include "train/task.h"

/* What is learned from: exact flow, the paper's losses on images alone, images and masks (Appearance Flow), the
 * paper's loss of joints, or which model is seen from where. */
enum gfla_loss_kind {
    GFLA_LOSSES_EXACT,
    GFLA_LOSSES_PAPER,
    GFLA_LOSSES_IMAGES,
    GFLA_LOSSES_JOINTS,
    GFLA_LOSSES_CLASSES
};

/* The part of a network that a stage trains. */
enum gfla_train_part { GFLA_TRAIN_WHOLE, GFLA_TRAIN_FLOW_NET, GFLA_TRAIN_SHAPE_NET };

/* Of terms that compare an image that was made with the true one, where losses are exact (models/gfla/compare_loss.h);
 * 0: there is no such term. */
struct gfla_task_weights {
    double ssim, gradient, features, adversarial;
};

struct gfla_task_settings {
    struct gfla_train_settings train;
    int form; /* which of the task's networks: a word of its table */
    /* sizes, widths, frames of a step (of motion: poses of a window), field of view; the batch is that of train */
    struct gfla_network_config network;
    int flow_only;                      /* enum gfla_train_part */
    int clip;                           /* frames that are learned one from the other, a multiple of network.frames */
    int losses;                         /* enum gfla_loss_kind */
    int looks;                          /* 1: pairs have looks of their own (viewsynth/data/pair_look.h) */
    int vgg_width, discriminator_width; /* 0: none */
    int gan;                            /* enum gfla_gan */
    int n_backgrounds;                  /* images of the folder that was named; 0: none was */
    struct gfla_task_weights weights;
    int feature_net; /* vgg_width is that of a features net (models/gfla/feature_net.h) */
};

/* The settings of a training, for its task. */
static inline struct gfla_task_settings *gfla_task_settings(const gfla_training *training)
{
    return training->settings;
}

#define GFLA_TASK_FIELD(field) offsetof(struct gfla_task_settings, field)
#define GFLA_TASK_TABLE(list)                                                                                          \
    {                                                                                                                  \
        (list), sizeof(list) / sizeof *(list), sizeof(struct gfla_task_settings)                                       \
    }

extern const char *const gfla_train_stage_words[], *const gfla_train_gan_words[];

/* Rows of tasks with a flow net; `stages`: as gfla_train_stage_words, of enum gfla_train_part up to `last`. */
#define GFLA_TASK_FLOW_ROWS GFLA_TASK_STAGE_ROWS(gfla_train_stage_words, GFLA_TRAIN_FLOW_NET)
#define GFLA_TASK_STAGE_ROWS(stages, last)                                                                             \
    {.key = "flow_only", .name = "stage", .offset = GFLA_TASK_FIELD(flow_only), .hi = last, .name_words = stages},     \
        GFLA_SETTINGS_ROWS(struct gfla_task_settings),                                                                 \
        {.key = "flow_rate",                                                                                           \
         .name = "flow_rate",                                                                                          \
         .kind = GFLA_SETTING_DOUBLE,                                                                                  \
         .offset = GFLA_TASK_FIELD(train.flow_rate),                                                                   \
         .hi = 1},                                                                                                     \
        {.key = "gan",                                                                                                 \
         .name = "gan",                                                                                                \
         .kind = GFLA_SETTING_WORD,                                                                                    \
         .offset = GFLA_TASK_FIELD(gan),                                                                               \
         .words = gfla_train_gan_words},                                                                               \
        {.key = "vgg_width", .offset = GFLA_TASK_FIELD(vgg_width), .hi = 1024},                                        \
        {.key = "feature_net", .offset = GFLA_TASK_FIELD(feature_net), .hi = 1},                                       \
    {                                                                                                                  \
        .key = "discriminator_width", .name = "discriminator_width", .offset = GFLA_TASK_FIELD(discriminator_width),   \
        .hi = 512                                                                                                      \
    }

/* What images are compared by, where losses are exact. */
#define GFLA_TASK_COMPARE_ROWS                                                                                         \
    {.key = "ssim_weight",                                                                                             \
     .name = "ssim_weight",                                                                                            \
     .kind = GFLA_SETTING_DOUBLE,                                                                                      \
     .offset = GFLA_TASK_FIELD(weights.ssim),                                                                          \
     .hi = 1000},                                                                                                      \
        {.key = "gradient_weight",                                                                                     \
         .name = "gradient_weight",                                                                                    \
         .kind = GFLA_SETTING_DOUBLE,                                                                                  \
         .offset = GFLA_TASK_FIELD(weights.gradient),                                                                  \
         .hi = 1000},                                                                                                  \
        {.key = "features_weight",                                                                                     \
         .name = "features_weight",                                                                                    \
         .kind = GFLA_SETTING_DOUBLE,                                                                                  \
         .offset = GFLA_TASK_FIELD(weights.features),                                                                  \
         .hi = 1000},                                                                                                  \
    {                                                                                                                  \
        .key = "adversarial_weight", .name = "adversarial_weight", .kind = GFLA_SETTING_DOUBLE,                        \
        .offset = GFLA_TASK_FIELD(weights.adversarial), .hi = 1000                                                     \
    }

/* The widths of networks that have a flow net and attentions. */
#define GFLA_TASK_WIDTH_ROWS                                                                                           \
    {.key = "width", .name = "width", .offset = GFLA_TASK_FIELD(network.channels), .lo = 1, .hi = 512},                \
        {.key = "flow_width",                                                                                          \
         .name = "flow_width",                                                                                         \
         .offset = GFLA_TASK_FIELD(network.flow_channels),                                                             \
         .lo = 1,                                                                                                      \
         .hi = 512},                                                                                                   \
    {                                                                                                                  \
        .key = "attention_width", .name = "attention_width", .offset = GFLA_TASK_FIELD(network.attention_channels),    \
        .lo = 1, .hi = 1024                                                                                            \
    }

/* The network of the settings: its greatest widths keep the ratio that they have in the architecture. */
struct gfla_network_config gfla_task_network(const struct gfla_task_settings *settings,
                                             const struct gfla_architecture *architecture);

#endif
