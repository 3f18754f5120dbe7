/* train/settings.h - the settings of a training as a table: set by name from text, completed by defaults, and kept as
 * text in the metadata of checkpoints and weights.
 *
 * A struct of settings begins with struct gfla_train_settings; what a task adds comes after it, and its table says
 * where. A setting that nobody set is negative. */
#ifndef GFLA_TRAIN_SETTINGS_H
#define GFLA_TRAIN_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define GFLA_SETTING_TEXT_SIZE 64 /* of a text and its end */

/* How the learning rate goes over the steps, after it has risen over the first of them. */
enum gfla_train_schedule {
    GFLA_TRAIN_CONSTANT,
    GFLA_TRAIN_COSINE /* falls along half a cosine to final_rate of itself */
};

/* What every training has. */
struct gfla_train_settings {
    int batch, steps; /* items of a step; steps in all */
    double learning_rate;
    double flow_rate; /* of the flow net, times the learning rate */
    long long seed;
    int schedule;       /* enum gfla_train_schedule */
    int warm_up;        /* steps over which the learning rate rises; 0: none */
    double final_rate;  /* of a falling rate, times learning_rate, at the last step */
    double average;     /* what a step keeps of the moving average of the weights; 0: no average */
    int validate_every; /* steps between validations; 0: none, and then all of the training's data is learned from */
    char sizes[GFLA_SETTING_TEXT_SIZE]; /* how the size grows (train/growth.h); "": it does not */
};
/* Fills in those that do not depend on the task, where `chosen` has none; the schedule is there. */
void gfla_train_settings_complete(struct gfla_train_settings *settings, const struct gfla_train_settings *chosen);

enum gfla_setting_kind {
    GFLA_SETTING_INT,
    GFLA_SETTING_LONG,
    GFLA_SETTING_DOUBLE,
    GFLA_SETTING_WORD, /* an int: the position of a word */
    GFLA_SETTING_SIZE, /* two ints: height, then width; as text "64x128", width first, or "64" of a square */
    GFLA_SETTING_TEXT  /* char [GFLA_SETTING_TEXT_SIZE]; where it is empty, metadata leaves it out */
};

struct gfla_setting {
    const char *key;  /* in metadata; NULL: a second name of a setting of the same offset */
    const char *name; /* by which gfla_settings_set knows it; NULL: it cannot be set */
    enum gfla_setting_kind kind;
    size_t offset;                 /* in the struct of settings */
    double lo, hi;                 /* of a SIZE that of each side */
    const char *const *words;      /* of a WORD, by value, ended by NULL */
    const char *const *name_words; /* the words by which an INT is set, while metadata has numbers; NULL: numbers */
};

struct gfla_settings_table {
    const struct gfla_setting *list;
    int n;       /* at most GFLA_TRAIN_MAX_PAIRS less what a task adds itself */
    size_t size; /* of the struct of settings */
};

extern const char *const gfla_train_schedule_words[];

/* Rows for the tables of tasks: what every training has. `settings` is the type of the task's struct, and `train` its
 * first member. */
#define GFLA_SETTINGS_ROWS(type)                                                                                       \
    {.key = "batch", .name = "batch", .offset = offsetof(type, train.batch), .lo = 1, .hi = 1024},                     \
        {.key = "steps_planned", .name = "steps", .offset = offsetof(type, train.steps), .lo = 1, .hi = 1e9},          \
        {.key = "learning_rate",                                                                                       \
         .name = "learning_rate",                                                                                      \
         .kind = GFLA_SETTING_DOUBLE,                                                                                  \
         .offset = offsetof(type, train.learning_rate),                                                                \
         .lo = 1e-9,                                                                                                   \
         .hi = 1},                                                                                                     \
        {.key = "schedule",                                                                                            \
         .name = "schedule",                                                                                           \
         .kind = GFLA_SETTING_WORD,                                                                                    \
         .offset = offsetof(type, train.schedule),                                                                     \
         .words = gfla_train_schedule_words},                                                                          \
        {.key = "warm_up", .name = "warm_up", .offset = offsetof(type, train.warm_up), .hi = 1e9},                     \
        {.key = "final_rate",                                                                                          \
         .name = "final_rate",                                                                                         \
         .kind = GFLA_SETTING_DOUBLE,                                                                                  \
         .offset = offsetof(type, train.final_rate),                                                                   \
         .hi = 1},                                                                                                     \
        {.key = "average",                                                                                             \
         .name = "average",                                                                                            \
         .kind = GFLA_SETTING_DOUBLE,                                                                                  \
         .offset = offsetof(type, train.average),                                                                      \
         .hi = 0.999999},                                                                                              \
    {                                                                                                                  \
        .key = "seed", .name = "seed", .kind = GFLA_SETTING_LONG, .offset = offsetof(type, train.seed), .hi = 9e18     \
    }

/* For tasks that validate. */
#define GFLA_SETTINGS_VALIDATE_ROW(type)                                                                               \
    {                                                                                                                  \
        .key = "validate_every", .name = "validate_every", .offset = offsetof(type, train.validate_every), .hi = 1e9   \
    }

/* For tasks whose images have a size, and that can be built anew in another (gfla_train_task.stop). */
#define GFLA_SETTINGS_SIZES_ROW(type)                                                                                  \
    {                                                                                                                  \
        .key = "sizes", .name = "sizes", .kind = GFLA_SETTING_TEXT, .offset = offsetof(type, train.sizes)              \
    }

/* Makes all settings of the table unset, and what else the struct has zero. */
void gfla_settings_unset(const struct gfla_settings_table *table, void *settings);
/* Sets one by its name. `what` is the object in the message of GFLA_ERROR_USAGE: the name as the caller knows it.
 * GFLA_ERROR_USAGE too where the table has none of that name. */
gfla_status gfla_settings_set(const struct gfla_settings_table *table, void *settings, const char *name,
                              const char *what, const char *text);
/* Whether `chosen` has set it. */
bool gfla_settings_is_set(const struct gfla_settings_table *table, const void *chosen, const char *name);
bool gfla_settings_has(const struct gfla_settings_table *table, const char *name);
/* Every setting that `chosen` has set replaces that of settings. */
void gfla_settings_apply(const struct gfla_settings_table *table, void *settings, const void *chosen);
/* GFLA_ERROR_USAGE names the first setting that `chosen` has set to another value than `have`. */
gfla_status gfla_settings_agree(const struct gfla_settings_table *table, const void *chosen, const void *have);

#define GFLA_TRAIN_MAX_PAIRS 64

/* Pairs of key and value ended by NULL, as gfla_weights_save takes them. {0} is empty. */
struct gfla_train_metadata {
    const char *pairs[2 * GFLA_TRAIN_MAX_PAIRS + 1];
    char storage[GFLA_TRAIN_MAX_PAIRS][GFLA_SETTING_TEXT_SIZE]; /* the text of settings */
    int n_pairs;
};
/* key and value must live as long. What is beyond the last pair is left out. */
void gfla_train_metadata_add(struct gfla_train_metadata *metadata, const char *key, const char *value);
void gfla_settings_describe(const struct gfla_settings_table *table, const void *settings,
                            struct gfla_train_metadata *metadata);
/* Reads the settings from a file's metadata; keys that are absent keep the values they have. GFLA_ERROR_INPUT: a value
 * outside its limits. */
gfla_status gfla_settings_read(const struct gfla_settings_table *table, void *settings, const char *path);

#endif
