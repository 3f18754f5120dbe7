/* tasks/train/train_task.h - what a task brings to `gfla train`, and what it finds there. A task is one file
 * train_NAME.c that defines `const struct train_task train_task_NAME` and is listed in cmd_train.c; options, run
 * folder, checkpoints, log and loop are common. */
#ifndef GFLA_TASKS_TRAIN_TRAIN_TASK_H
#define GFLA_TASKS_TRAIN_TRAIN_TASK_H

#include "cli/cli.h"
#include "tasks/train/train_run.h"
#include "tasks/train/train_settings.h"
#include "models/gfla/loss_terms.h"
#include "train/trainer.h"
#include "viewsynth/data/pairs.h"

/* What the command line says beside the settings. */
struct gfla_train_options {
    const char *sets[GFLA_PAIRS_MAX_SETS]; /* of --data, DIR or DIR:WEIGHT */
    int n_sets;
    const char *data, *init, *vgg, *name, *licence;
    bool resume, profile;
    double minutes, save_minutes, sheet_minutes;
    int log_steps;
};

struct gfla_train_task;

/* One training. Whoever made a part closes it: the common part all but `state`. */
struct gfla_training {
    const struct gfla_train_task *task;
    struct cli *cli;
    struct gfla_train_options options;
    struct gfla_train_settings settings;
    struct gfla_train_run run;
    gfla_device *device;
    gfla_graph *graph;
    struct gfla_loss_terms loss;          /* task->build fills it */
    struct gfla_trainer_params optimiser; /* as gfla_train_losses_optimiser says, unless task->build changes it */
    gfla_init_callback init;              /* likewise gfla_orthogonal_init */
    void *init_context;
    gfla_trainer *trainer; /* NULL before task->build is through */
    void *state;           /* the task's own, task->state_size bytes that were zero */
};

/* Functions in the order in which they are called. */
struct gfla_train_task {
    const char *name; /* "view" */
    const char *data; /* what --data names: "a set made by `gfla render`" */
    bool many_sets;   /* --data may be given several times, each with its weight */
    const struct gfla_train_settings_table *settings;
    size_t state_size;
    const void *kind; /* by which tasks that share functions tell themselves apart */
    /* Settings where nothing was asked for (negative in `asked`); data: --data. */
    struct gfla_train_settings (*defaults)(const struct gfla_train_task *task, const char *data,
                                           const struct gfla_train_settings *asked);
    /* Opens the data, before there is a graph; refuses settings that do not go with it. */
    gfla_status (*open)(struct gfla_training *training);
    /* Appends network and losses to training->graph, with what an adversary learns (gfla_train_losses_paper). */
    gfla_status (*build)(struct gfla_training *training);
    /* Batches from step gfla_trainer_steps(training->trainer) on; the weights are there and the run's folder too. */
    gfla_status (*start)(struct gfla_training *training);
    /* Writes the batch of step number `step` to the inputs. Any step's batch is the same whatever came before. */
    gfla_status (*feed)(struct gfla_training *training, uint64_t step);
    /* Writes samples/STEP.png of the last batch (train_sheet.h). */
    gfla_status (*sheet)(struct gfla_training *training, uint64_t step);
    /* Takes what the functions above left, and zeros. */
    void (*close)(struct gfla_training *training);
};

extern const struct gfla_train_task train_task_view, train_task_person, train_task_animate, train_task_face,
    gfla_train_task_motion;

/* Runs the loop from the trainer's step on, until the last step, the last minute or an interruption; saves at its
 * end. */
gfla_status gfla_train_loop(struct gfla_training *training);

#endif
