/* subject.h - what gfla is timed on beside its peers: a network, a layer or a training iteration, on random numbers. */
#ifndef GFLA_BENCHMARKS_SUBJECT_H
#define GFLA_BENCHMARKS_SUBJECT_H

#include "graph/plan.h"
#include "train/trainer.h"

struct subject {
    gfla_device *device; /* its own, so that its memory is this subject's */
    gfla_graph *graph;
    gfla_plan *plan;       /* the trainer's where there is one */
    gfla_trainer *trainer; /* NULL for what is only run forwards */
    int n_steps;           /* runs of the plan in one run of the subject */
    struct subject_feed {
        gfla_tensor *tensor; /* NULL: nothing is written */
        float *values;
    } first, each; /* written in front of the first step, and of each */
};

/* The words of one line:
 *   net MODEL BATCH                          as `gfla describe` calls it, in its published size
 *   turn MODEL BATCH STEPS FIRST EACH        of many answers from one input FIRST, made in so many steps: EACH is
 *                                            another in each step
 *   conv N IC H W OC K STRIDE PAD            with a bias
 *   transposed N IC H W OC K STRIDE PAD OUTPUT_PAD
 *   attention N C H W HIDDEN K               the whole block: both layers, softmax, weighted sum
 *   train BATCH SIZE WIDTH FLOW_WIDTH DISCRIMINATOR_WIDTH    shapenet, losses of the paper without VGG-19
 * GFLA_ERROR_USAGE for any other. device: as gfla_device_open takes it. */
gfla_status subject_open(struct subject *subject, const char *device, const char *line);
/* Of one run. */
double subject_gflop(const struct subject *subject);
/* Queues `count` runs, each of all steps, or training iterations, and waits for them. */
gfla_status subject_run(struct subject *subject, int count);
void subject_close(struct subject *subject);

#endif
