/* train/run.h - the folder of a training run: RUN/checkpoint.safetensors, weights.safetensors, log.jsonl,
 * samples/. */
#ifndef GFLA_TRAIN_RUN_H
#define GFLA_TRAIN_RUN_H

#include <stdbool.h>
#include <stdio.h>

#include <gfla/train.h>

#include "base/error.h"
#include "base/folder_lock.h"

#define GFLA_TRAIN_MAX_TERMS 24

struct gfla_train_run {
    char folder[512], checkpoint[600], weights[600], best[600], log_path[600];
    FILE *log;
    struct gfla_folder_lock lock;
    /* Means since the last line of the log. */
    double sums[GFLA_TRAIN_MAX_TERMS];
    int n_summed;
};

/* Sets the paths below the folder; creates nothing. */
gfla_status gfla_train_run_name(struct gfla_train_run *run, const char *folder);
/* Keeps other trainings away from the folder, where there is one, until the run is closed. GFLA_ERROR_OUTPUT: another
 * writes there. Comes before anything of the folder is read. */
gfla_status gfla_train_run_lock(struct gfla_train_run *run);
/* Creates the folders and, for a fresh run, an empty log; when resuming, lines after `step` are cut off. A fresh run
 * takes the place of what was in the folder with `overwrite` alone: from here on the old one cannot be resumed. */
gfla_status gfla_train_run_open(struct gfla_train_run *run, bool resume, bool overwrite, unsigned long long step);
void gfla_train_run_close(struct gfla_train_run *run);

/* Adds one step's terms to the means. */
void gfla_train_run_add(struct gfla_train_run *run, const float *terms, int n_terms);
/* The means so far as text, exact, for the checkpoint, and back: a line of the log is the same whether the run was
 * stopped within it or not. Fewer sums than GFLA_TRAIN_MAX_TERMS, as older checkpoints have, are those of the first
 * terms. Text of another kind is GFLA_ERROR_INPUT. */
#define GFLA_TRAIN_MEANS_KEY "log_means" /* in the metadata of checkpoints */
#define GFLA_TRAIN_MEANS_SIZE 768
void gfla_train_run_format_means(const struct gfla_train_run *run, char text[GFLA_TRAIN_MEANS_SIZE]);
gfla_status gfla_train_run_parse_means(struct gfla_train_run *run, const char *text);
/* Writes a line of means and empties them:
 * {"step","samples","loss","<term>"...,"learning_rate","samples_per_second","gflops"}, and "size" where it grows and "off" where losses are. */
struct gfla_train_line {
    unsigned long long step, samples;
    const char *const *names;       /* of the terms */
    int n_terms, n_adversary_terms; /* the first of them are not in the loss */
    const char *size;               /* of the images, where it grows; NULL: not said */
    const char *off;                /* losses that are not used, as a JSON list; NULL: not said */
    double learning_rate, samples_per_second, gflops;
    gfla_train_line_callback callback; /* hears of the line; NULL: nobody */
    void *user_data;
};
/* Writes a line of another kind: an object that begins with "step". A run that was only named writes none: it is another
 * rank's. */
gfla_status gfla_train_run_log_text(struct gfla_train_run *run, const char *json, gfla_train_line_callback callback,
                                    void *user_data);
gfla_status gfla_train_run_log(struct gfla_train_run *run, const struct gfla_train_line *line);

#endif
