#include "tests/golden/golden_op.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/weights/npy.h"
#include "ops/dot_loss.h"
#include "graph/plan.h"
#include "train/weights.h"

#define MAX_FILES (GFLA_MAX_NODE_TENSORS + 1)

struct run {
    const struct golden_op *op;
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *in[GFLA_MAX_NODE_TENSORS], *out, *grad_out;
    float *values[MAX_FILES]; /* of the inputs, then of grad_out */
};

static gfla_status read(const struct golden_op *op, const char *file, struct gfla_shape *shape, float **values)
{
    char path[512];
    snprintf(path, sizeof path, "%s/tests/golden/ops/%s/%s.npy", GFLA_SOURCE_DIR, op->folder, file);
    return gfla_npy_read(path, shape, values);
}

static gfla_status make_leaf(struct run *run, int number, const struct golden_tensor *golden, gfla_tensor **tensor)
{
    struct gfla_shape shape;
    gfla_status status = read(run->op, golden->file, &shape, &run->values[number]);
    if (status != GFLA_OK)
        return status;
    *tensor =
        gfla_graph_input(run->graph, golden->file, shape, golden->is_plain ? GFLA_LAYOUT_PLAIN : GFLA_LAYOUT_BLOCKED);
    if (*tensor)
        (*tensor)->needs_grad = golden->gradient != NULL;
    return gfla_graph_status(run->graph);
}

/* Calls `visit` with every parameter and the name of its file, `prefix`NAME. */
static gfla_status each_param(struct run *run, const char *prefix,
                              gfla_status (*visit)(struct run *run, gfla_tensor *param, const char *file))
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < gfla_graph_n_tensors(run->graph) && status == GFLA_OK; i++) {
        gfla_tensor *tensor = gfla_graph_tensor(run->graph, i);
        char file[160];
        snprintf(file, sizeof file, "%s%s", prefix, tensor->name);
        if (tensor->role == GFLA_ROLE_PARAM)
            status = visit(run, tensor, file);
    }
    return status;
}

static gfla_status keep_gradient(struct run *run, gfla_tensor *param, const char *file)
{
    gfla_graph_keep(param->grad);
    return GFLA_OK;
}

static gfla_status write_param(struct run *run, gfla_tensor *param, const char *file)
{
    gfla_status status;
    struct gfla_shape shape;
    float *values = NULL;
    TRY(read(run->op, file, &shape, &values));
    REQUIRE(gfla_shape_equal(shape, param->shape), GFLA_ERROR_CHECK, "%s/%s: another shape", run->op->folder, file);
    TRY(gfla_tensor_write(run->plan, param, values));
fail:
    free(values);
    return status;
}

static gfla_status build(struct run *run)
{
    gfla_status status;
    const struct golden_op *op = run->op;
    const struct golden_tensor grad_out = {.file = op->grad_out, .is_plain = op->is_plain};
    TRY(gfla_graph_create(&run->graph));
    for (int i = 0; i < op->n_in; i++)
        TRY(make_leaf(run, i, &op->in[i], &run->in[i]));
    run->out = gfla_graph_keep(op->build(run->graph, run->in));
    TRY(gfla_graph_status(run->graph));
    if (op->grad_out)
        TRY(make_leaf(run, op->n_in, &grad_out, &run->grad_out));
    if (run->out->needs_grad)
        TRY(gfla_graph_differentiate(run->graph,
                                     op->grad_out ? gfla_dot(run->graph, run->out, run->grad_out) : run->out));
    for (int i = 0; i < op->n_in; i++)
        if (op->in[i].gradient)
            gfla_graph_keep(run->in[i]->grad);
    TRY(each_param(run, "", keep_gradient));
    if (op->tap_name)
        gfla_graph_keep(gfla_graph_find(run->graph, op->tap_name));
    status = GFLA_OK;
fail:
    return status;
}

static gfla_status load_weights(struct run *run)
{
    char path[512];
    snprintf(path, sizeof path, "%s/tests/golden/%s", GFLA_SOURCE_DIR, run->op->weights);
    return gfla_weights_load_part(run->plan, run->graph, path, run->op->weights_prefix, NULL);
}

static gfla_status execute(struct run *run, gfla_device *device)
{
    gfla_status status;
    const struct gfla_plan_params params = {.training = true};
    TRY(gfla_plan_create(&run->plan, run->graph, device, &params));
    for (int i = 0; i < run->op->n_in; i++)
        TRY(gfla_tensor_write(run->plan, run->in[i], run->values[i]));
    TRY(run->op->weights ? load_weights(run) : each_param(run, "param_", write_param));
    if (run->grad_out)
        TRY(gfla_tensor_write(run->plan, run->grad_out, run->values[run->op->n_in]));
    TRY(gfla_plan_run(run->plan));
fail:
    return status;
}

static gfla_status compare(struct run *run, gfla_tensor *tensor, const char *file, double tolerance, double noise)
{
    gfla_status status;
    struct gfla_shape shape;
    float *expected = NULL, *found = NULL;
    double largest = 0;
    TRY(read(run->op, file, &shape, &expected));
    const int64_t count = gfla_shape_count(shape);
    REQUIRE(tensor && gfla_shape_count(tensor->shape) == count, GFLA_ERROR_CHECK,
            "%s/%s: no such tensor or another shape", run->op->folder, file);
    TRY(gfla_calloc(&found, (size_t)count, sizeof *found, file));
    TRY(gfla_tensor_read(run->plan, tensor, found));
    for (int64_t i = 0; i < count; i++)
        largest = fmax(largest, fabs((double)expected[i]));
    for (int64_t i = 0; i < count; i++)
        REQUIRE(fabs((double)(found[i] - expected[i])) <= tolerance * largest + noise, GFLA_ERROR_CHECK,
                "%s/%s[%lld] is %.9g, expected %.9g, tolerance %.1e of %.3g + %.1e", run->op->folder, file,
                (long long)i, (double)found[i], (double)expected[i], tolerance, largest, noise);
fail:
    free(expected);
    free(found);
    return status;
}

static gfla_status compare_gradient(struct run *run, gfla_tensor *param, const char *file)
{
    if (!param->needs_grad) /* the vectors of a spectral norm */
        return GFLA_OK;
    return compare(run, param->grad, file, run->op->grad_tolerance, run->op->grad_noise);
}

static gfla_status compare_all(struct run *run)
{
    gfla_status status;
    const struct golden_op *op = run->op;
    if (op->tap_name)
        TRY(compare(run, gfla_graph_find(run->graph, op->tap_name), op->tap_file, op->tolerance, 0));
    TRY(compare(run, run->out, op->out, op->tolerance, 0));
    for (int i = 0; i < op->n_in; i++)
        if (op->in[i].gradient)
            TRY(compare(run, run->in[i]->grad, op->in[i].gradient, op->grad_tolerance, op->grad_noise));
    TRY(each_param(run, "grad_param_", compare_gradient));
    status = GFLA_OK;
fail:
    return status;
}

gfla_status golden_op_run(const struct golden_op *op, gfla_device *device)
{
    gfla_status status;
    struct run run = {.op = op};
    TRY(build(&run));
    TRY(execute(&run, device));
    TRY(compare_all(&run));
fail:
    for (int i = 0; i < MAX_FILES; i++)
        free(run.values[i]);
    gfla_plan_destroy(&run.plan);
    gfla_graph_destroy(&run.graph);
    return status;
}
