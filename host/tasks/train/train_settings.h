/* tasks/train/train_settings.h - the settings of a network and of its training: from the command line, and as text in
 * the metadata of checkpoints and weights. Each task lists those that it has in a table. */
#ifndef GFLA_TASKS_TRAIN_TRAIN_SETTINGS_H
#define GFLA_TASKS_TRAIN_TRAIN_SETTINGS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "models/gfla/architectures.h"

/* What is learned from: exact flow, the paper's losses on images alone, or its loss of joints. */
enum gfla_train_losses {
    GFLA_TRAIN_LOSSES_EXACT,
    GFLA_TRAIN_LOSSES_PAPER,
    GFLA_TRAIN_LOSSES_JOINTS,
    GFLA_TRAIN_LOSSES_COUNT
};

struct gfla_train_settings {
    int form;                               /* which of the task's networks: a word of its table */
    int size, height;                       /* of the images; height only where they need not be square */
    int width, flow_width, attention_width; /* of the network */
    int flow_only, batch, steps;            /* of the training */
    /* of one step, and of a clip that is learned in steps; moments of a sequence */
    int frames, clip;
    int losses, vgg_width, discriminator_width; /* enum train_losses; widths: 0: none */
    double learning_rate, flow_rate;            /* flow_rate: of the flow net, times the learning rate */
    double fov;                                 /* of the cameras, degrees; 0: the renderer's 30 */
    long long seed;
};

enum gfla_train_setting_kind { GFLA_TRAIN_INT, GFLA_TRAIN_WORD, GFLA_TRAIN_DOUBLE, GFLA_TRAIN_LONG, GFLA_TRAIN_SIZE };

/* A setting with its key in metadata. */
struct gfla_train_setting {
    const char *key, *option;          /* option: of the command line, without dashes; NULL: none */
    enum gfla_train_setting_kind kind; /* GFLA_TRAIN_SIZE: two ints, width and height, as WxH */
    size_t offset;                     /* in struct train_settings */
    double lo, hi;
    const char *const *words;        /* GFLA_TRAIN_WORD: by value */
    const char *const *option_words; /* GFLA_TRAIN_INT whose option is a word */
};
#define GFLA_TRAIN_SETTING(field) offsetof(struct gfla_train_settings, field)

/* Settings that every training has, for the tables of tasks. */
extern const char *const gfla_train_stage_words[];
#define GFLA_TRAIN_COMMON_SETTINGS                                                                                     \
    {"flow_only", "stage", GFLA_TRAIN_INT, GFLA_TRAIN_SETTING(flow_only), 0, 1, NULL, gfla_train_stage_words},         \
        {"batch", "batch", GFLA_TRAIN_INT, GFLA_TRAIN_SETTING(batch), 1, 1024, NULL, NULL},                            \
        {"steps_planned", "steps", GFLA_TRAIN_INT, GFLA_TRAIN_SETTING(steps), 1, 1e9, NULL, NULL},                     \
        {"learning_rate", "lr", GFLA_TRAIN_DOUBLE, GFLA_TRAIN_SETTING(learning_rate), 1e-9, 1, NULL, NULL},            \
        {"flow_rate", "flow-rate", GFLA_TRAIN_DOUBLE, GFLA_TRAIN_SETTING(flow_rate), 0, 1, NULL, NULL},                \
        {"vgg_width", NULL, GFLA_TRAIN_INT, GFLA_TRAIN_SETTING(vgg_width), 0, 1024, NULL, NULL},                       \
        {"discriminator_width",                                                                                        \
         "discriminator-width",                                                                                        \
         GFLA_TRAIN_INT,                                                                                               \
         GFLA_TRAIN_SETTING(discriminator_width),                                                                      \
         0,                                                                                                            \
         512,                                                                                                          \
         NULL,                                                                                                         \
         NULL},                                                                                                        \
    {                                                                                                                  \
        "seed", NULL, GFLA_TRAIN_LONG, GFLA_TRAIN_SETTING(seed), 0, 9e18, NULL, NULL                                   \
    }

/* The widths of networks that have a flow net and attentions. */
#define GFLA_TRAIN_WIDTH_SETTINGS                                                                                      \
    {"width", "width", GFLA_TRAIN_INT, GFLA_TRAIN_SETTING(width), 1, 512, NULL, NULL},                                 \
        {"flow_width", "flow-width", GFLA_TRAIN_INT, GFLA_TRAIN_SETTING(flow_width), 1, 512, NULL, NULL},              \
    {                                                                                                                  \
        "attention_width", "attention-width", GFLA_TRAIN_INT, GFLA_TRAIN_SETTING(attention_width), 1, 1024, NULL, NULL \
    }

struct gfla_train_settings_table {
    const struct gfla_train_setting *list;
    int n; /* at most GFLA_TRAIN_MAX_PAIRS less what a task adds itself */
};

#define GFLA_TRAIN_MAX_PAIRS 32

/* Key and value pairs ended by NULL, as gfla_weights_save takes them; the text of settings lives in storage. */
struct gfla_train_metadata {
    const char *pairs[2 * GFLA_TRAIN_MAX_PAIRS + 1];
    char storage[GFLA_TRAIN_MAX_PAIRS][64];
    int n_pairs;
};
/* both must live as long */
void gfla_train_metadata_add(struct gfla_train_metadata *metadata, const char *key, const char *value);
void gfla_train_settings_describe(const struct gfla_train_settings_table *table,
                                  const struct gfla_train_settings *settings, struct gfla_train_metadata *metadata);
/* Reads the settings from a file's metadata; keys that are absent keep the values they have. */
gfla_status gfla_train_settings_read(const struct gfla_train_settings_table *table,
                                     struct gfla_train_settings *settings, const char *path);

/* Settings that nobody asked for are negative: gets others where there are some, and GFLA_ERROR_USAGE names the first
 * setting that was asked for and is another in `have`. */
void gfla_train_settings_unasked(const struct gfla_train_settings_table *table, struct gfla_train_settings *settings);
struct gfla_train_settings gfla_train_settings_or(const struct gfla_train_settings_table *table,
                                                  const struct gfla_train_settings *asked,
                                                  const struct gfla_train_settings *others);
gfla_status gfla_train_settings_agree(const struct gfla_train_settings_table *table,
                                      const struct gfla_train_settings *asked, const struct gfla_train_settings *have);

/* For parse functions: --option arg, where the table has it; false where it has not. Changes arg. Values that are none
 * are wrong usage. */
bool gfla_train_settings_option(const struct gfla_train_settings_table *table, const struct argp_state *state,
                                const char *option, char *arg, struct gfla_train_settings *settings);

/* A network of the table in the sizes of the settings; its greatest widths keep their ratio. */
struct gfla_network_config gfla_train_settings_config(const struct gfla_train_settings *settings,
                                                      const struct gfla_architecture *model);

#endif
