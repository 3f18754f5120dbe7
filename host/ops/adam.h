/* ops/adam.h - the Adam optimiser as in-place nodes of the training graph. */
#ifndef GFLA_OPS_ADAM_H
#define GFLA_OPS_ADAM_H

#include "graph/graph.h"

#define GFLA_ADAM_N_HYPER 10
#define GFLA_ADAM_AVERAGE "average." /* before the name of a parameter: that of its moving average */

struct gfla_adam_params {
    double lr, beta1, beta2;
    double eps;          /* 0: 1e-8 */
    double grad_scale;   /* gradients are multiplied by it first; 0: 1 */
    double weight_decay; /* times the parameter, added to its gradient */
    /* no parameter moves by more than clip * lr in a step (a rare large gradient would, by 1 / sqrt(1 - beta2) of lr);
     * 0: no limit, as published */
    double clip;
    /* what a step keeps of the moving averages, 0 .. 1; averages are fresh in the first step, which sets them to the
     * parameters */
    double average;
};

/* Fills the values of the hyper-parameter tensor for step number `step` (the first is 1):
 * lr, beta1, beta2, eps, 1 / (1 - beta1^step), 1 / (1 - beta2^step), grad_scale, weight_decay, clip, average: the
 * smaller of params->average and (step - 1) / (step + 8), so that the average leaves the first steps behind. */
void gfla_adam_hyper(float hyper[GFLA_ADAM_N_HYPER], const struct gfla_adam_params *params, int64_t step);

/* After gfla_graph_differentiate: appends the update of `param` by param->grad (PyTorch 1.13 Adam, eps after the
 * corrected root), with two moments as state "adam.m.NAME" and "adam.v.NAME", zero at first. `hyper` is a state tensor
 * [GFLA_ADAM_N_HYPER], written before every run. A parameter without gradient is left alone. */
gfla_status gfla_adam_update(gfla_graph *graph, gfla_tensor *param, gfla_tensor *hyper);

/* The same, with a moving average of the parameter as state GFLA_ADAM_AVERAGE NAME. */
gfla_status gfla_adam_update_average(gfla_graph *graph, gfla_tensor *param, gfla_tensor *hyper);

#endif
