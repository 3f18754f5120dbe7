/* train/task.h - what a training task brings, and what it finds. A task builds its network with the losses and fills
 * the inputs; settings, folder, checkpoints, log and loop are common. */
#ifndef GFLA_TRAIN_TASK_H
#define GFLA_TRAIN_TASK_H

#include <gfla/train.h>

#include "base/memory.h"
#include "base/share.h"
#include "train/growth.h"
#include "train/parts.h"
#include "train/run.h"
#include "train/settings.h"
#include "train/tensor_file.h"
#include "train/trainer.h"
#include "train/validation.h"

struct gfla_train_task;

/* The losses: scalars that may be read after a step. */
struct gfla_train_terms {
    gfla_tensor *total;         /* what is learned from: the sum of all but the adversary's */
    gfla_tensor *const *tensor; /* [n]; tensors and names live as long as the task's state */
    const char *const *name;
    int n, n_adversary; /* at most GFLA_TRAIN_MAX_TERMS; of these the first belong to an adversary */
};

/* Scores of what a network made in a validation, by name, as means over items. {0} is none. */
#define GFLA_TRAIN_MAX_SCORES 8
struct gfla_train_scores {
    const char *name[GFLA_TRAIN_MAX_SCORES]; /* that live as long */
    double sum[GFLA_TRAIN_MAX_SCORES];
    long n_items[GFLA_TRAIN_MAX_SCORES];
    int n;
};
/* Adds one item's value; what is beyond the last name is left out. */
void gfla_train_scores_add(struct gfla_train_scores *scores, const char *name, double value);

/* What tells one set of data from another, whatever its folder is called now. */
struct gfla_train_data {
    size_t n_items;    /* models, pairs or clips that are trained on */
    uint64_t hash;     /* of their names, in their order */
    const char *items; /* "models" */
    uint64_t content;  /* of all that is in it, where it is one file; 0: not known */
};
#define GFLA_TRAIN_MAX_SETS 16

/* Asked, before the graph is planned, whether the device computes what it consists of. */
typedef gfla_status gfla_train_check(gfla_device *device, const gfla_graph *graph);

/* One training; gfla_training of the public header. What is open is closed by gfla_training_destroy. */
struct gfla_training {
    const struct gfla_train_task *task;
    struct gfla_train_params params; /* with the defaults filled in; what it points to lies in arena */
    gfla_arena *arena;
    void *settings; /* task->settings->size bytes, which begin with this: */
    struct gfla_train_settings *common;
    struct gfla_train_run run;
    gfla_device *device; /* the caller's */
    gfla_graph *graph;
    gfla_train_check *check;       /* NULL: there is none */
    struct gfla_train_terms terms; /* task->build fills these five */
    struct gfla_trainer_params optimiser;
    gfla_init_callback init;
    void *init_context;
    const char *loss_prefix; /* parameters whose names begin so are no part of the weights; NULL: none are */
    const char *off;         /* task->open: losses that are not used, as a JSON list; NULL: not said */
    struct gfla_train_data data[GFLA_TRAIN_MAX_SETS]; /* task->open: of params.n_sets sets */
    struct gfla_growth growth;                        /* of common->sizes, */
    int part;                                         /* and which part is built */
    struct gfla_validation validation;
    gfla_trainer *trainer;              /* NULL before task->build is through */
    struct gfla_share share;            /* the parts of a batch that this rank computes; common->batch is of one, */
    int whole_batch;                    /* and this of all */
    gfla_parts *parts;                  /* NULL: the batch is one part; of several, */
    struct gfla_whole_state whole;      /* task->item_state of all items; name NULL: there is none */
    void *state;                        /* the task's own, task->state_size bytes that were zero */
    double seconds;                     /* spent in steps before this call, */
    double call_started;                /* and when that began */
    double saved, drawn, lined;         /* the seconds at the last checkpoint, samples, line of the log */
    uint64_t logged;                    /* steps at the last line */
    float losses[GFLA_TRAIN_MAX_TERMS]; /* of the last step */
    bool has_losses;
};

/* Functions in the order in which they are called. */
struct gfla_train_task {
    const char *name; /* "view" */
    const char *data; /* what the data is: "a set made by `gfla render`" */
    bool many_sets;   /* there may be several, each with its weight */
    const struct gfla_settings_table *settings;
    size_t state_size;
    /* A state of the graph, [batch, ...], in which a step leaves something of each item for the next one: feed finds there
     * what the last step left of the same items. NULL: there is none; nor need the graph have it. */
    const char *item_state;
    const void *kind; /* by which tasks that share functions tell themselves apart */
    /* Fills `settings`, which was zero, with what holds where nothing was chosen (negative in `chosen`). */
    void (*defaults)(const struct gfla_train_task *task, const char *data, const void *chosen, void *settings);
    /* Opens the data, before there is a graph; refuses settings that do not go with it. */
    gfla_status (*open)(gfla_training *training);
    /* Appends network and losses to training->graph, with what an adversary learns. */
    gfla_status (*build)(gfla_training *training);
    /* Batches from step gfla_trainer_steps(training->trainer) on, in parts as training->share says; the weights are
     * there and the run's folder too. */
    gfla_status (*start)(gfla_training *training);
    /* Writes batch number `number` to the inputs: that of the step of this number, or of a batch in parts the part that
     * base/share.h numbers so. Any step's batch is the same whatever came before, and whoever reads which part. */
    gfla_status (*feed)(gfla_training *training, uint64_t number);
    /* Writes samples/STEP.png of the last batch (train/sheet.h). */
    gfla_status (*sheet)(gfla_training *training, uint64_t step);
    /* Writes batch number `number`, from 0, of a validation to the inputs, numbered as those of feed: items that are never
     * learned from, always the same. They are asked for in their order, and now and then once more. *is_there: false when there are no more, or none at all. NULL: the task does not validate, and its table
     * has no setting "validate_every". */
    gfla_status (*validate)(gfla_training *training, int number, bool *is_there);
    /* Adds scores of what the network made of the last batch of `validate`. NULL: there are none but the losses. */
    gfla_status (*score)(gfla_training *training, struct gfla_train_scores *scores);
    /* Undoes build and start, so that both may follow again in another size; open stays. NULL where the table has no
     * setting "sizes". */
    void (*stop)(gfla_training *training);
    /* Frees what the functions above left in state, which may be zeros. */
    void (*close)(gfla_training *training);
};

/* Whether this rank writes the folder: rank 0 does. */
bool gfla_training_writes(const gfla_training *training);
/* The number of this rank's first part of the step that comes next. */
uint64_t gfla_training_next_number(const gfla_training *training);
/* The settings as metadata, with the whole batch. */
void gfla_training_describe(const gfla_training *training, struct gfla_train_metadata *metadata);

/* The learning rate of a step, from 0. */
float gfla_training_rate(const gfla_training *training, uint64_t step);

/* The sum of the losses of the last step. */
double gfla_training_loss(const gfla_training *training);

/* gfla_training_open for a task, in the context of the device; params are of the size this library knows. check may be
 * NULL. */
gfla_status gfla_training_create(gfla_training **training, gfla_device *device, const struct gfla_train_task *task,
                                 const struct gfla_train_params *params, gfla_train_check *check);
void gfla_training_destroy(gfla_training **training);
/* gfla_training_save, in the context of the device. */
gfla_status gfla_training_write(gfla_training *training);
/* Spent in steps since the training was opened, and while it steps those of now. */
double gfla_training_seconds(const gfla_training *training);
/* Writes the weights as they are now, with the settings as metadata. */
gfla_status gfla_training_write_weights(gfla_training *training, const char *path);
/* Fits the settings to the part of growth to which `step` belongs. */
gfla_status gfla_training_settle_part(gfla_training *training, uint64_t step);
/* Before the next step: when its size is another one, writes a checkpoint, and builds the network anew from it. */
gfla_status gfla_training_grow(gfla_training *training);
/* A step whose batch is in parts, as training->parts has them. *is_stopped: no step was made, as a rank was cancelled
 * (GFLA_ERROR_INTERRUPTED, of all ranks) or rank 0 says that the time is over. */
gfla_status gfla_training_step_in_parts(gfla_training *training, uint64_t step, bool is_over, bool *is_stopped);
/* Says in the log what was exchanged since the network was built. */
void gfla_training_tell_parts(const gfla_training *training);
/* gfla_training_step, in the context of the device. */
gfla_status gfla_training_run(gfla_training *training, uint64_t n_steps);

#endif
