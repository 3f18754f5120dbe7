#include "tasks/check/net_fill.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

#define INPUT_RANGE 1.0f  /* as images have */
#define WEIGHT_RANGE 1.7f /* times 1 / sqrt(inputs): keeps the size of activations, and flows about a pixel */

/* A parameter of one dimension is a bias, a norm or a singular vector. */
static float range_of(const gfla_tensor *tensor)
{
    if (tensor->role != GFLA_ROLE_PARAM || tensor->shape.rank < 2)
        return INPUT_RANGE;
    return WEIGHT_RANGE / sqrtf((float)gfla_shape_count(tensor->shape) / (float)tensor->shape.dim[0]);
}

static gfla_status fill(gfla_plan *plan, gfla_tensor *tensor, struct gfla_random *random)
{
    gfla_status status;
    float *values = NULL;
    const int64_t n = gfla_shape_count(tensor->shape);
    const float range = range_of(tensor);
    TRY(gfla_calloc(&values, (size_t)n, sizeof *values, "random numbers"));
    for (int64_t i = 0; i < n; i++)
        values[i] = gfla_random_uniform(random, -range, range);
    TRY(gfla_tensor_write(plan, tensor, values));
fail:
    free(values);
    return status;
}

gfla_status gfla_net_fill(gfla_plan *plan, const gfla_graph *graph)
{
    gfla_status status = GFLA_OK;
    struct gfla_random random = gfla_random_seed(1, 0);
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (!tensor->view_of && (tensor->role == GFLA_ROLE_INPUT || tensor->role == GFLA_ROLE_PARAM))
            TRY(fill(plan, tensor, &random));
    }
    gfla_plan_weights_changed(plan);
fail:
    return status;
}
