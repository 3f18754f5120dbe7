/* tasks/eval/eval_photo_worker.h - what one device needs for scoring networks that read a photograph, and how images of
 * each task are scored. */
#ifndef GFLA_TASKS_EVAL_EVAL_PHOTO_WORKER_H
#define GFLA_TASKS_EVAL_EVAL_PHOTO_WORKER_H

#include "models/gfla/angle_net.h"
#include "tasks/eval/eval.h"
#include "tasks/eval/eval_photo_task.h"
#include "tasks/model/net_model.h"

#define GFLA_EVAL_PHOTO_BATCH 18 /* images at once: views of one elevation of a grid */

/* Groups of the board. Mattes: by size. Angles: by elevation, to the nearest of the network's, and by confidence. */
#define GFLA_EVAL_SIZES 3
#define GFLA_EVAL_CONFIDENCES 5
#define GFLA_EVAL_ANGLE_GROUPS (GFLA_ANGLE_ELEVATIONS * GFLA_EVAL_CONFIDENCES)
int gfla_eval_matte_group(double covered); /* of the image, by the object */
int gfla_eval_angle_group(double elevation, double confidence);

/* Adds the scores of one answer. Planes are [size][size]. */
void gfla_eval_matte_add(gfla_score_board *board, int method, size_t item, const float *made, const float *truth,
                         int size);
struct gfla_photo_angle;
void gfla_eval_angle_add(gfla_score_board *board, int method, size_t item, const struct gfla_photo_angle *made,
                         double azimuth, double elevation);
/* GFLA_SCORE_LIKENESS of a model: image [18, 3, size, size] in [-1, 1], alpha [18, 1, size, size] of its azimuths. */
double gfla_eval_likeness(const float *image, const float *alpha, int size);

/* Belongs to one thread. */
struct gfla_eval_photo_worker {
    enum gfla_eval_photo task;
    const gfla_views *views;
    const int *models; /* those of the test */
    int n_models;
    struct gfla_eval_photo_net {
        struct gfla_net_model base;
        gfla_plan *plan;
        float *image, *alpha;        /* of a batch: what it sees, */
        float *out[2], *mirrored[2]; /* and what it makes of it, and, of angles, of its mirror images */
    } nets[GFLA_MAX_METHODS];
    int n_nets;
};

/* Opens the networks; closed by the caller, on failure too. GFLA_ERROR_USAGE: weights of another network. */
gfla_status gfla_eval_photo_worker_open(struct gfla_eval_photo_worker *worker, enum gfla_eval_photo task,
                                        const struct gfla_eval_options *options, const gfla_views *views,
                                        gfla_device *device);
void gfla_eval_photo_worker_close(struct gfla_eval_photo_worker *worker);
/* Scores all networks' answers to an item. */
gfla_status gfla_eval_photo_worker_run(struct gfla_eval_photo_worker *worker, size_t item, gfla_score_board *board);

#endif
