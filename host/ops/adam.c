#include "ops/adam.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#include "ops/pointwise.h"

enum { PARAM, GRAD, M, V, HYPER, N_INPUTS };

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
}

static gfla_status adam_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const int64_t n = gfla_tensor_stored(node->in[PARAM]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[PARAM]->buffer), GFLA_ARG_BUFFER(node->in[GRAD]->buffer),
                                    GFLA_ARG_BUFFER(node->in[M]->buffer),     GFLA_ARG_BUFFER(node->in[V]->buffer),
                                    GFLA_ARG_BUFFER(node->in[HYPER]->buffer), GFLA_ARG_I32(n)};
    return gfla_record_pointwise(recorder, "optim/adam.cl", "adam_update", args, 6, n);
}

static const struct gfla_op adam_op = {.name = "adam_update", .record = adam_record};

static gfla_tensor *moment(gfla_graph *graph, const char *kind, const gfla_tensor *param)
{
    char name[256];
    snprintf(name, sizeof name, "adam.%s.%s", kind, param->name);
    return gfla_graph_state(graph, name, param->shape, 0.0f);
}

gfla_status gfla_adam_update(gfla_graph *graph, gfla_tensor *param, gfla_tensor *hyper)
{
    if (!param || !hyper || !param->grad)
        return gfla_graph_status(graph);
    if (param->role != GFLA_ROLE_PARAM || hyper->role != GFLA_ROLE_STATE ||
        gfla_shape_count(hyper->shape) != GFLA_ADAM_N_HYPER)
        return gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                               "adam updates a parameter by a state of %d hyper-parameters, not \"%s\" by \"%s\"",
                               GFLA_ADAM_N_HYPER, param->name, hyper->name);
    gfla_tensor *in[N_INPUTS] = {param, param->grad, moment(graph, "m", param), moment(graph, "v", param), hyper};
    if (!gfla_pointwise_ready(in, N_INPUTS))
        return gfla_graph_status(graph);
    struct gfla_node *node = gfla_graph_add(graph, &adam_op, in, N_INPUTS, NULL, 0);
    if (!node)
        return gfla_graph_status(graph);
    node->in_place = true;
    node->out[node->n_out++] = param;
    return GFLA_OK;
}
