#include "cli/describe_time.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "runtime/commands.h"
#include "train/weights.h"

#define INPUT_RANGE 1.0f  /* as pictures have */
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

static gfla_status fill_all(struct net_model *net, gfla_plan *plan)
{
    gfla_status status;
    struct gfla_random random = gfla_random_seed(1, 0);
    for (size_t i = 0; i < gfla_graph_n_tensors(net->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(net->graph, i);
        if (!tensor->view_of && (tensor->role == GFLA_ROLE_INPUT || tensor->role == GFLA_ROLE_PARAM))
            TRY(fill(plan, tensor, &random));
    }
    if (net->weights)
        TRY(gfla_weights_load_part(plan, net->graph, net->path, net->model->prefix, NULL));
    gfla_plan_weights_changed(plan);
    return GFLA_OK;
fail:
    return status;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

gfla_status describe_time(struct net_model *net, gfla_plan *plan, gfla_device *device, int runs, bool profile,
                          double *seconds)
{
    gfla_status status;
    double *times = NULL;
    REQUIRE(gfla_device_get_info(device)->kind != GFLA_DEVICE_NULL, GFLA_ERROR_USAGE,
            "the null device computes nothing that could be timed. hint: -d cpu, or a device of `gfla devices`");
    TRY(gfla_calloc(&times, (size_t)runs, sizeof *times, "times"));
    TRY(fill_all(net, plan));
    for (int i = -1; i < runs; i++) {
        TRY(cli_check_interrupt());
        if (i == 0 && profile)
            TRY(gfla_device_profile(device, true));
        const double start = cli_seconds();
        TRY(gfla_plan_run(plan));
        TRY(gfla_device_finish(device));
        if (i >= 0)
            times[i] = cli_seconds() - start;
    }
    qsort(times, (size_t)runs, sizeof *times, compare);
    *seconds = times[runs / 2];
fail:
    free(times);
    return status;
}
