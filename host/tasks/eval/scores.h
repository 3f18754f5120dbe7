/* tasks/eval/scores.h - scores of methods over the items of a test: means over groups, with confidence intervals over
 * items.
 *
 * The caller measures (metrics.h, models/metrics) and adds; this adds up and reports. One table says what each score is
 * called and by which convention it is measured. */
#ifndef GFLA_TASKS_EVAL_SCORES_H
#define GFLA_TASKS_EVAL_SCORES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

#define GFLA_MAX_METHODS 8

/* What is measured of an answer; the table below says how. Images are RGB in [0, 1] unless the convention says
 * otherwise. */
enum gfla_score {
    GFLA_SCORE_L1,            /* mean absolute difference */
    GFLA_SCORE_L1_FOREGROUND, /* the same where the target is opaque */
    GFLA_SCORE_MAE_RATIO,     /* of the published tables of people */
    GFLA_SCORE_PSNR,          /* dB */
    GFLA_SCORE_SSIM,          /* Gaussian window of 11 pixels */
    GFLA_SCORE_SSIM_MV2NV,    /* and as papers have measured it, each in its own way */
    GFLA_SCORE_SSIM_TVSN,
    GFLA_SCORE_SSIM_51,
    GFLA_SCORE_SSIM_256,
    GFLA_SCORE_IOU,         /* of silhouettes */
    GFLA_SCORE_MISSED,      /* of mattes: the object was not found, */
    GFLA_SCORE_ALPHA,       /* and how far alpha is off */
    GFLA_SCORE_COVERAGE,    /* of the target by points of the source's surfaces, */
    GFLA_SCORE_FRONT_DEPTH, /* and how far these are from the true ones, in radii */
    GFLA_SCORE_BACK_DEPTH,
    GFLA_SCORE_WITHIN_20, /* of angles: azimuths that are right, */
    GFLA_SCORE_FRONT,     /* those of fronts alone, where fronts are preferred; */
    GFLA_SCORE_OPPOSITE,  /* two ways of being wrong */
    GFLA_SCORE_QUARTER,
    GFLA_SCORE_AZIMUTH, /* mean errors, degrees */
    GFLA_SCORE_ELEVATION,
    GFLA_SCORE_CONFIDENCE, /* what the network itself says of its answer */
    GFLA_SCORE_SYMMETRIC,
    GFLA_SCORE_LIKENESS, /* of the object from two sides: a property of the test */
    GFLA_SCORE_EPE,      /* end-point error of the flow, pixels */
    GFLA_SCORE_LPIPS,    /* by a network whose weights the user has, as the next one */
    GFLA_SCORE_FID,      /* of the whole set */
    GFLA_SCORES
};

/* One row of the table. */
struct gfla_score_info {
    const char *name;  /* in JSON and conditions */
    const char *label; /* of a column, at most 7 letters */
    int decimals;
    const char *convention;
};
extern const struct gfla_score_info gfla_score_infos[GFLA_SCORES];
/* GFLA_SCORES when none has this name. */
enum gfla_score gfla_score_find(const char *name);
/* "l1, psnr, ...": for messages. */
void gfla_score_names(struct gfla_text *text);

/* Sums of every score for each method, item and group. Belongs to one thread, but for gfla_score_board_add and
 * gfla_score_board_clear_item: threads may use them at once, each for items of its own. */
typedef struct gfla_score_board gfla_score_board;

/* Items are what varies from test to test (models, pairs of images); groups are what is reported apart (distances), at
 * least 1. At most GFLA_MAX_METHODS methods, whose names are copied. The caller destroys the board. */
gfla_status gfla_score_board_create(gfla_score_board **board, const char *const *methods, int n_methods, size_t n_items,
                                    int n_groups);
void gfla_score_board_destroy(gfla_score_board **board);
int gfla_score_board_n_methods(const gfla_score_board *board);
const char *gfla_score_board_method(const gfla_score_board *board, int method);
size_t gfla_score_board_n_items(const gfla_score_board *board);
int gfla_score_board_n_groups(const gfla_score_board *board);

/* One sample. Items and groups count from 0. */
void gfla_score_board_add(gfla_score_board *board, int method, size_t item, int group, enum gfla_score score,
                          double value);
/* Forgets all samples of an item. */
void gfla_score_board_clear_item(gfla_score_board *board, size_t item);
/* A score of the whole set, as FID is. */
void gfla_score_board_set(gfla_score_board *board, int method, enum gfla_score score, double value);

/* How many samples of one item, group and score there are, and what they add up to: of a board that was filled in parts,
 * each item in one of them, the sums are those of the whole to the bit. */
struct gfla_score_sum {
    double sum;
    long n;
};
struct gfla_score_sum gfla_score_board_get_sum(const gfla_score_board *board, int method, size_t item, int group,
                                               enum gfla_score score);
void gfla_score_board_add_sum(gfla_score_board *board, int method, size_t item, int group, enum gfla_score score,
                              const struct gfla_score_sum *sum);

/* Which samples a mean is of. */
struct gfla_score_choice {
    int group;          /* -1: all, */
    const bool *groups; /* of which [n_groups] says some; NULL: each of them */
    const bool *items;  /* [n_items]; NULL: all */
    bool interval;      /* work out low and high */
};
/* A mean, and how sure it is. */
struct gfla_score_mean {
    long n; /* samples; 0: none, and then mean is 0 */
    double mean;
    /* 95 %: percentiles of 1000 means of items drawn with replacement (bootstrap), always the same draws */
    double low, high;
};
struct gfla_score_mean gfla_score_board_mean(const gfla_score_board *board, int method, enum gfla_score score,
                                             const struct gfla_score_choice *choice);
/* Of one item, without interval. */
struct gfla_score_mean gfla_score_board_item(const gfla_score_board *board, int method, size_t item,
                                             enum gfla_score score);
/* Whether any method has a sample of it. */
bool gfla_score_board_has(const gfla_score_board *board, enum gfla_score score);

/* "n":..,"l1":..,... of the scores, null where a method has none; with intervals also "ci95":{"l1":[low,high],...}. n
 * is that of the first score. */
void gfla_score_board_add_json(const gfla_score_board *board, int method, const enum gfla_score *scores, int n_scores,
                               const struct gfla_score_choice *choice, struct gfla_text *text);
/* "conventions":{"l1":"..",...} */
void gfla_score_add_conventions(const enum gfla_score *scores, int n_scores, struct gfla_text *text);
/* A line of a table: the words, n, and a column for each score; with intervals half their width behind each mean. */
void gfla_score_board_add_header(const enum gfla_score *scores, int n_scores, bool intervals, const char *group,
                                 struct gfla_text *text);
void gfla_score_board_add_row(const gfla_score_board *board, int method, const enum gfla_score *scores, int n_scores,
                              const struct gfla_score_choice *choice, const char *group, struct gfla_text *text);

#endif
