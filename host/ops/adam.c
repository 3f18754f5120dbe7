#include "ops/adam.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#include "ops/pointwise.h"

enum { PARAM, GRAD, M, V, HYPER, AVERAGE, N_INPUTS }; /* AVERAGE may be left out */

void gfla_adam_hyper(float hyper[GFLA_ADAM_N_HYPER], const struct gfla_adam_params *params, int64_t step)
{
    hyper[0] = (float)params->lr;
    hyper[1] = (float)params->beta1;
    hyper[2] = (float)params->beta2;
    hyper[3] = (float)(params->eps > 0 ? params->eps : 1e-8);
    hyper[4] = (float)(1 / (1 - pow(params->beta1, (double)step)));
    hyper[5] = (float)(1 / (1 - pow(params->beta2, (double)step)));
    hyper[6] = (float)(params->grad_scale != 0 ? params->grad_scale : 1);
    hyper[7] = (float)params->weight_decay;
    hyper[8] = params->clip > 0 ? (float)params->clip : FLT_MAX;
    hyper[9] = (float)fmin(params->average, (double)(step - 1) / (double)(step + 8));
}

static gfla_status adam_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const int64_t n = gfla_tensor_stored(node->in[PARAM]);
    struct gfla_arg args[N_INPUTS + 1];
    for (int i = 0; i < node->n_in; i++)
        args[i] = (struct gfla_arg)GFLA_ARG_BUFFER(node->in[i]->buffer);
    args[node->n_in] = (struct gfla_arg)GFLA_ARG_I32(n);
    return gfla_record_pointwise(recorder, "optim/adam.cl",
                                 node->n_in == N_INPUTS ? "adam_update_average" : "adam_update", args, node->n_in + 1,
                                 n);
}

static const struct gfla_op adam_op = {.name = "adam_update", .record = adam_record};

/* A state that goes with the parameter, as its name says. */
static gfla_tensor *companion(gfla_graph *graph, const char *prefix, const gfla_tensor *param)
{
    char name[256];
    snprintf(name, sizeof name, "%s%s", prefix, param->name);
    return gfla_graph_state(graph, name, param->shape, 0.0f);
}

static gfla_status append(gfla_graph *graph, gfla_tensor *param, gfla_tensor *hyper, bool with_average)
{
    if (!param || !hyper || !param->grad)
        return gfla_graph_status(graph);
    if (param->role != GFLA_ROLE_PARAM || hyper->role != GFLA_ROLE_STATE ||
        gfla_shape_count(hyper->shape) != GFLA_ADAM_N_HYPER)
        return gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                               "adam updates a parameter by a state of %d hyper-parameters, not \"%s\" by \"%s\"",
                               GFLA_ADAM_N_HYPER, param->name, hyper->name);
    gfla_tensor *in[N_INPUTS] = {param,
                                 param->grad,
                                 companion(graph, "adam.m.", param),
                                 companion(graph, "adam.v.", param),
                                 hyper,
                                 with_average ? companion(graph, GFLA_ADAM_AVERAGE, param) : NULL};
    const int n_in = with_average ? N_INPUTS : AVERAGE;
    if (!gfla_pointwise_ready(in, n_in))
        return gfla_graph_status(graph);
    struct gfla_node *node = gfla_graph_add(graph, &adam_op, in, n_in, NULL, 0);
    if (!node)
        return gfla_graph_status(graph);
    node->in_place = true;
    node->out[node->n_out++] = param;
    return GFLA_OK;
}

gfla_status gfla_adam_update(gfla_graph *graph, gfla_tensor *param, gfla_tensor *hyper)
{
    return append(graph, param, hyper, false);
}

gfla_status gfla_adam_update_average(gfla_graph *graph, gfla_tensor *param, gfla_tensor *hyper)
{
    return append(graph, param, hyper, true);
}
