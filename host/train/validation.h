/* train/validation.h - scores of models that a run does not learn from, again and again while it learns.
 *
 * The moving averages of the weights are scored on batches that are always the same (gfla_train_task.validate). The
 * best are kept as RUN/best.safetensors. Nothing of the training changes by it. */
#ifndef GFLA_TRAIN_VALIDATION_H
#define GFLA_TRAIN_VALIDATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct gfla_training;
struct gfla_train_settings;

/* What a checkpoint keeps of it. */
struct gfla_validation {
    double best;          /* the smallest sum of losses so far, */
    uint64_t best_step;   /* after how many steps; 0: there was none */
    double best_training; /* and the mean loss in training then */
    int n_since;          /* validations since that were no better */
    bool is_overfit;      /* this was said */
    double sum;           /* of the losses in training since the last validation */
    uint64_t n_summed;
};

/* What is chosen where nobody chose: a fortieth of the steps, but at least 500. */
int gfla_validation_default(int steps);

/* Adds a step's loss to the mean. */
void gfla_validation_add(struct gfla_validation *validation, double loss);
/* Takes in the sum of the losses of a validation after so many steps; returns whether it is the best so far.
 * Overfitting is told once, as a warning in the log: when GFLA_VALIDATION_PATIENCE validations in a row were no better
 * than the best while the loss in training fell. */
#define GFLA_VALIDATION_PATIENCE 5
bool gfla_validation_compare(struct gfla_validation *validation, uint64_t step, double sum);
/* Validates when it is due after a step, logs {"step","validation":{"loss","<term>"...},"best_step","overfitting"}, and
 * writes RUN/best.safetensors. */
gfla_status gfla_validation_run_due(struct gfla_training *training, bool is_last);

/* As text, exact, for the checkpoint, and back. Text of another kind is GFLA_ERROR_INPUT. */
#define GFLA_VALIDATION_KEY "validation"
#define GFLA_VALIDATION_TEXT_SIZE 192
void gfla_validation_format(const struct gfla_validation *validation, char text[GFLA_VALIDATION_TEXT_SIZE]);
gfla_status gfla_validation_parse(struct gfla_validation *validation, const char *text);

#endif
