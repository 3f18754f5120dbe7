/* train/validation.h - what a run knows of its validations: the best so far, and whether it overfits (train/validate.h
 * makes them). */
#ifndef GFLA_TRAIN_VALIDATION_H
#define GFLA_TRAIN_VALIDATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* What a checkpoint keeps. */
struct gfla_validation {
    double best;          /* the smallest sum of losses so far, */
    uint64_t best_step;   /* after how many steps; 0: there was none */
    double best_training; /* and the mean loss in training then */
    int n_since;          /* validations since that were no better */
    bool is_overfit;      /* this was said */
    double sum;           /* of the losses in training since the last validation */
    uint64_t n_summed;
};

/* Adds a step's loss to the mean. */
void gfla_validation_add(struct gfla_validation *validation, double loss);
/* Takes in the sum of the losses of a validation after so many steps; returns whether it is the best so far.
 * Overfitting is told once, as a warning in the log: when GFLA_VALIDATION_PATIENCE validations in a row were no better
 * than the best while the loss in training fell. */
#define GFLA_VALIDATION_PATIENCE 5
bool gfla_validation_compare(struct gfla_validation *validation, uint64_t step, double sum);

/* As text, exact, for the checkpoint, and back. Text of another kind is GFLA_ERROR_INPUT. */
#define GFLA_VALIDATION_KEY "validation"
#define GFLA_VALIDATION_TEXT_SIZE 192
void gfla_validation_format(const struct gfla_validation *validation, char text[GFLA_VALIDATION_TEXT_SIZE]);
gfla_status gfla_validation_parse(struct gfla_validation *validation, const char *text);

#endif
