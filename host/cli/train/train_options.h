/* train/train_options.h - the command line of `gfla train`, as params of a training. */
#ifndef GFLA_CLI_TRAIN_TRAIN_OPTIONS_H
#define GFLA_CLI_TRAIN_TRAIN_OPTIONS_H

#include <gfla/train.h>

#include "cli/cli.h"

#define TRAIN_MAX_SETS 16
#define TRAIN_MAX_SETTINGS 48

/* {0} before parsing; belongs to the command line's words. */
struct train_options {
    const char *task;
    struct gfla_train_params params; /* but for what other commands have too: folder, overwrite, seed */
    struct gfla_train_set sets[TRAIN_MAX_SETS];
    const char *data[TRAIN_MAX_SETS]; /* as they were named, with their weights */
    const char *settings[2 * TRAIN_MAX_SETTINGS + 1];
    int n_settings;
    char seed[24];
    bool profile;
};

extern const struct argp_option train_options_list[];
error_t train_options_parse(int key, char *arg, struct argp_state *state);

/* Sets the seed, 0 too. */
void train_options_seed(struct train_options *options, uint64_t seed);

/* The words with which the run goes on; one allocation of text. */
void train_options_resume_command(const struct train_options *options, const struct cli *cli, struct gfla_text *text);

#endif
