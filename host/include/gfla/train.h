/* gfla/train.h - training of a network on a user's own data.
 *
 *     struct gfla_train_set set = {.path = "views"};
 *     struct gfla_train_params params;
 *     gfla_device *device;
 *     gfla_training *training;
 *     gfla_train_params_init(&params);
 *     params.sets = &set;
 *     params.n_sets = 1;
 *     params.folder = "run";
 *     params.steps = 20000;
 *     if (gfla_device_open(&device, NULL, NULL) != GFLA_OK)
 *         return fprintf(stderr, "%s\n", gfla_error_message());
 *     if (gfla_training_open(&training, device, "view", &params) != GFLA_OK ||
 *         gfla_training_step(training, 0) != GFLA_OK)
 *         fprintf(stderr, "%s\n", gfla_error_message());
 *     gfla_training_close(&training);
 *     gfla_device_destroy(&device);
 *
 * A training has a folder, which gets checkpoint.safetensors (everything that going on needs), weights.safetensors (the
 * network, for gfla_model_open and gfla_view_open), log.jsonl (a JSON object per line: means of the losses),
 * samples/STEP.png, and attribution.txt where the data says who made it. Files appear whole. The process may be killed
 * at any time: with `resume` training goes on from the last checkpoint, bit by bit as if it had never stopped, on the
 * same device and driver. `gfla train` is built on this header, and reads and writes the same folders.
 *
 * Remarks (what was found in the data, losses that are off) go to the log of the device's context as GFLA_LOG_INFO;
 * steps and loss go to its progress callback.
 * Thread safety: a training belongs to one thread, and so does its device; gfla_context_cancel stops it from
 * another. */
#ifndef GFLA_TRAIN_H
#define GFLA_TRAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <gfla/device.h>
#include <gfla/exchange.h>
#include <gfla/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gfla_training gfla_training;

/* A set of training data: a folder or a file, as the task says (gfla_train_task_data). */
struct gfla_train_set {
    const char *path;
    double weight; /* its share of the items, compared with those of the other sets; 0: 1 */
};

typedef enum gfla_train_stage {
    GFLA_TRAIN_STAGE_DEFAULT, /* everything; of a resumed run, as before */
    GFLA_TRAIN_STAGE_FULL,    /* everything */
    GFLA_TRAIN_STAGE_FLOW,    /* the flow net alone: comes first, and its weights are init_weights of FULL */
    GFLA_TRAIN_STAGE_SHAPE,   /* task "view", form solid: the shape net alone, before FLOW */
    GFLA_TRAIN_STAGE_COUNT
} gfla_train_stage;

typedef enum gfla_train_losses {
    GFLA_TRAIN_LOSSES_DEFAULT, /* the task's own: of "view" those of exact flow */
    GFLA_TRAIN_LOSSES_EXACT,   /* of exact flow, visibility and depth, which a set of rendered views knows */
    GFLA_TRAIN_LOSSES_PAPER,   /* of the paper, from images alone; most of them need vgg_weights */
    GFLA_TRAIN_LOSSES_COUNT
} gfla_train_losses;

/* Receives a line of log.jsonl without its line end, valid during the call, from the thread that trains. */
typedef void (*gfla_train_line_callback)(void *user_data, const char *json);

/* Zero is the default of each; strings and sets are copied. A resumed run has the settings it began with: those that
 * are given must be the same, but for `steps`. */
struct gfla_train_params {
    size_t struct_size; /* set by gfla_train_params_init */
    const struct gfla_train_set *sets;
    size_t n_sets;
    const char *folder;       /* of the run; created where it is missing */
    bool resume;              /* go on from the checkpoint in folder, which must be there */
    bool overwrite;           /* begin anew although there is a checkpoint; otherwise that is GFLA_ERROR_OUTPUT */
    const char *init_weights; /* a file whose weights are taken as far as the names go; not with resume */
    /* VGG-19 of torchvision, or what the task "features" trained, for the paper's correctness, content and style losses;
     * with exact losses, the features of images are compared too */
    const char *vgg_weights;
    int batch;            /* items of a step: pairs, clips or windows; 0: the task's */
    int steps;            /* in all; 0: the task's, or as the run had planned */
    double learning_rate; /* the highest, where it changes; 0: the task's */
    double flow_rate;     /* of the flow net, times learning_rate; 0: the task's */
    gfla_train_stage stage;
    gfla_train_losses losses;
    uint64_t seed; /* of weights and batches, up to INT64_MAX */
    /* Further settings, and these by name too: pairs of name and text, ended by NULL: {"size", "64", "width", "4",
     * NULL}. docs/training.md lists them. NULL: none. */
    const char *const *settings;
    const char *name, *licence;         /* of the weights, for their metadata; NULL: not said */
    double save_minutes, sheet_minutes; /* between checkpoints, and between samples; 0: 5 */
    double max_minutes;                 /* a call of gfla_training_step stops after so many; 0: never */
    int log_steps;                      /* steps of a line of log.jsonl; 0: 50 */
    gfla_train_line_callback line;      /* hears of every line of log.jsonl; NULL: nobody */
    void *user_data;                    /* of line */
    const char *backgrounds;            /* matte: a folder whose images stand behind objects; NULL: drawn ones alone */
    /* A rank computes its part of a batch in so many equal parts, one after the other, and adds their gradients up: it
     * needs the memory of one. The steps are those of the whole batch, within rounding; no setting of the run. 0: 1 */
    int micro_batches;
    /* The ranks that train together, each an equal part of every batch; NULL: this process alone. Rank 0 writes the
     * folder, which all must be able to read. Must outlive the training. */
    gfla_exchange *exchange;
};
GFLA_API void gfla_train_params_init(struct gfla_train_params *params);

/* The tasks by number from 0: "view", "person", "animate", "face", "motion", "matte", "angle", "features", then NULL.
 * Static storage. */
GFLA_API const char *gfla_train_task_name(size_t index);
/* What the sets of a task are, in words: "a data set in the layout of ..."; NULL: no such task. Static storage. */
GFLA_API const char *gfla_train_task_data(const char *task);
/* Whether `settings` may name this; false too where there is no such task. */
GFLA_API bool gfla_train_task_has_setting(const char *task, const char *setting);

/* Opens the data, builds and plans the network with its gradients, and takes or draws the weights; trains nothing. The
 * device must outlive the training. Blocks, for seconds to minutes. GFLA_ERROR_USAGE: params that are wrong or do not
 * go together, or with the run that is resumed; GFLA_ERROR_INPUT: data, weights or a checkpoint that cannot be used;
 * GFLA_ERROR_OUTPUT: a folder with a checkpoint, or that cannot be written; GFLA_ERROR_MEMORY: a network that is too
 * large for the device. */
GFLA_API gfla_status gfla_training_open(gfla_training **training, gfla_device *device, const char *task,
                                        const struct gfla_train_params *params);
/* Writes nothing: gfla_training_save first, or lose the steps since. NULL is fine. */
GFLA_API void gfla_training_close(gfla_training **training);

/* Makes n_steps more steps (0: all that are left), but none beyond the last; blocks until they are done. Writes log
 * lines, samples and checkpoints as they come due, and checkpoint and weights at its end. GFLA_ERROR_INTERRUPTED: it
 * was cancelled, and what was done is saved. GFLA_ERROR_FAILED: a loss is no finite number any more; the last
 * checkpoint stays. After another failure close the training and resume it. */
GFLA_API gfla_status gfla_training_step(gfla_training *training, uint64_t n_steps);

/* Writes checkpoint and weights now. */
GFLA_API gfla_status gfla_training_save(gfla_training *training);

/* Steps done so far, those before it was resumed too, and steps in all. */
GFLA_API uint64_t gfla_training_get_steps(const gfla_training *training);
GFLA_API uint64_t gfla_training_get_total(const gfla_training *training);

/* The losses by number from 0: their names, then NULL; valid as long as the training. "loss" is their sum, and the
 * first; an adversary's losses are not in that sum. */
GFLA_API const char *gfla_training_loss_name(const gfla_training *training, size_t index);
/* A loss of the last step. GFLA_ERROR_USAGE: there is none of that name, or no step was made yet. */
GFLA_API gfla_status gfla_training_get_loss(const gfla_training *training, const char *name, double *value);

/* The files of the run; valid as long as the training. */
GFLA_API const char *gfla_training_checkpoint_path(const gfla_training *training);
GFLA_API const char *gfla_training_weights_path(const gfla_training *training);

#ifdef __cplusplus
}
#endif
#endif
