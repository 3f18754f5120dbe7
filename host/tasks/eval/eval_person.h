/* tasks/eval/eval_person.h - scoring images of people, as the files eval_person*.c share it. */
#ifndef GFLA_TASKS_EVAL_EVAL_PERSON_H
#define GFLA_TASKS_EVAL_EVAL_PERSON_H

#include "io/draw/image_table.h"
#include "tasks/eval/eval.h"
#include "tasks/pose/pose_job.h"

/* The scores of people, in the order of reports. */
#define GFLA_EVAL_PERSON_SCORES 8
extern const enum gfla_score gfla_eval_person_scores[GFLA_EVAL_PERSON_SCORES];

enum gfla_eval_person_kind {
    GFLA_EVAL_PERSON_COPY,
    GFLA_EVAL_PERSON_FOLDER,
    GFLA_EVAL_PERSON_FLOW, /* the source as the network's flow alone moves it */
    GFLA_EVAL_PERSON_NETWORK
};

struct gfla_eval_person_method {
    enum gfla_eval_person_kind kind;
    const char *name, *folder;
};

struct gfla_eval_person_worker;

/* What all devices share. */
struct gfla_eval_person {
    const struct gfla_eval_options *options;
    gfla_device *const *devices; /* the caller's */
    int n_devices;
    struct gfla_pose_jobs jobs;
    enum gfla_person_set set;
    size_t n_pairs;
    struct gfla_eval_person_method methods[GFLA_MAX_METHODS];
    int n_methods, width, height;
    gfla_score_board *board;
    struct gfla_eval_fid fid;
    struct gfla_image_table table, *rows; /* rows: [gfla_crew_places], each of a pair that waits for its turn */
    struct gfla_eval_person_worker *workers;
    int n_workers;
    struct gfla_eval_person_result *result; /* of the whole, once it is there */
};

/* What one device needs. Belongs to one thread. */
struct gfla_eval_person_worker {
    struct gfla_eval_person *eval;
    bool has_network;
    struct gfla_pose_worker work;
    struct gfla_bitmap made; /* what the network made of the pair at hand; empty before it ran */
    struct gfla_eval_perceptual perceptual;
    float *truth, *answer; /* planes in [0, 1] */
};

/* Scores every method's answer to a pair, and draws the pair's row of the figure, where it has one, into the empty table
 * `rows`. Features of FID stay in `perceptual`. */
gfla_status gfla_eval_person_pair(struct gfla_eval_person_worker *worker, size_t pair, struct gfla_image_table *rows);

#endif
