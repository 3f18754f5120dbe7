#include "tests/ops/op_case.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ops/dot_loss.h"
#include "runtime/probe.h"

/* Finite differences are taken at this many places of every input at the most; at fewer in large cases, whose reference
 * takes long. */
#define MAX_PROBES 40
#define LARGE_PROBES 8
/* Bytes that are watched on both sides of every tensor. Oclgrind sees accesses outside of a buffer itself, where
 * nothing lies beside the tensor. */
#define GUARD_BYTES 1024

struct run {
    const struct op_case *c;
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *in[GFLA_MAX_NODE_TENSORS], *out, *weight;
    double *values[GFLA_MAX_NODE_TENSORS], *d_values[GFLA_MAX_NODE_TENSORS];
    double *expected, *d_out;
    float *floats; /* large enough for the largest tensor */
    int64_t n_out;
};

static void run_free(struct run *run)
{
    for (int i = 0; i < GFLA_MAX_NODE_TENSORS; i++) {
        free(run->values[i]);
        free(run->d_values[i]);
    }
    free(run->expected);
    free(run->d_out);
    free(run->floats);
    gfla_plan_destroy(&run->plan);
    gfla_graph_destroy(&run->graph);
}

/* The first failure of a case is the one that is told. */
__attribute__((format(printf, 2, 3))) static void fail(struct op_case_result *result, const char *fmt, ...)
{
    va_list args;
    if (!result->passed)
        return;
    result->passed = false;
    va_start(args, fmt);
    vsnprintf(result->message, sizeof result->message, fmt, args);
    va_end(args);
}

/* Inputs normally have no gradient; here they are asked for one, so that every input of the op is checked. */
static gfla_status build(struct run *run)
{
    gfla_status status;
    const struct op_case *c = run->c;
    TRY(gfla_graph_create(&run->graph));
    for (int i = 0; i < c->n_in; i++) {
        char name[16];
        snprintf(name, sizeof name, "in%d", i);
        run->in[i] = gfla_graph_input(run->graph, name, c->in[i].shape, c->in[i].layout);
        if (run->in[i])
            run->in[i]->needs_grad = c->backward && !c->in[i].no_grad;
    }
    run->out = gfla_graph_keep(c->build(run->graph, run->in, c));
    TRY(gfla_graph_status(run->graph));
    run->n_out = gfla_shape_count(run->out->shape);
    if (c->backward) {
        run->weight = gfla_graph_input(run->graph, "weight", run->out->shape, run->out->layout);
        TRY(gfla_graph_differentiate(run->graph, gfla_dot(run->graph, run->out, run->weight)));
        for (int i = 0; i < c->n_in; i++)
            gfla_graph_keep(run->in[i]->grad);
    }
    return GFLA_OK;
fail:
    return status;
}

/* Inputs are rounded to float first, so that device and reference see the same numbers. */
static gfla_status fill_inputs(struct run *run)
{
    gfla_status status;
    const struct op_case *c = run->c;
    struct gfla_random random = gfla_random_seed(gfla_hash_text(c->name), 1);
    int64_t largest = run->n_out;
    for (int i = 0; i < c->n_in; i++) {
        const struct op_input *in = &c->in[i];
        int64_t count = gfla_shape_count(in->shape);
        double lo = in->lo, hi = in->hi;
        if (lo == 0 && hi == 0) {
            lo = -1;
            hi = 1;
        }
        TRY(gfla_calloc(&run->values[i], (size_t)count, sizeof(double), "a case"));
        TRY(gfla_calloc(&run->d_values[i], (size_t)count, sizeof(double), "a case"));
        if (in->fill)
            in->fill(run->values[i], in->shape, &random);
        for (int64_t j = 0; j < count; j++)
            run->values[i][j] =
                (float)(in->fill ? run->values[i][j] : gfla_random_uniform(&random, (float)lo, (float)hi));
        largest = count > largest ? count : largest;
    }
    TRY(gfla_calloc(&run->expected, (size_t)run->n_out, sizeof(double), "a case"));
    TRY(gfla_calloc(&run->d_out, (size_t)run->n_out, sizeof(double), "a case"));
    TRY(gfla_calloc(&run->floats, (size_t)largest, sizeof(float), "a case"));
    for (int64_t j = 0; j < run->n_out; j++)
        run->d_out[j] = gfla_random_uniform(&random, -1, 1);
    return GFLA_OK;
fail:
    return status;
}

static gfla_status write_doubles(struct run *run, gfla_tensor *tensor, const double *values)
{
    int64_t count = gfla_shape_count(tensor->shape);
    for (int64_t i = 0; i < count; i++)
        run->floats[i] = (float)values[i];
    return gfla_tensor_write(run->plan, tensor, run->floats);
}

/* What errors are relative to. */
static double magnitude(const double *expected, int64_t count, double floor)
{
    double largest = floor > 0 ? floor : OP_CASE_FLOOR;
    for (int64_t i = 0; i < count; i++)
        largest = fmax(largest, fabs(expected[i]));
    return largest;
}

/* What a tensor should be. */
struct expected {
    const double *values;
    double tolerance, floor; /* 0: the defaults */
    const char *what;
};

/* Reads the tensor and raises *error to its largest relative error; the first value outside the tolerance goes into the
 * message. */
static gfla_status compare(struct run *run, gfla_tensor *tensor, struct expected expected,
                           struct op_case_result *result, double *error)
{
    gfla_status status;
    int64_t count = gfla_shape_count(tensor->shape);
    const double largest = magnitude(expected.values, count, expected.floor);
    const double tolerance = expected.tolerance > 0 ? expected.tolerance : OP_CASE_TOLERANCE;
    TRY(gfla_tensor_read(run->plan, tensor, run->floats));
    for (int64_t i = 0; i < count; i++) {
        double e = fabs(run->floats[i] - expected.values[i]) / largest;
        if (!(e <= tolerance))
            fail(result, "%s[%lld] is %.9g, expected %.9g, tolerance %.1e of %.3g", expected.what, (long long)i,
                 run->floats[i], expected.values[i], tolerance, largest);
        *error = e > *error || isnan(e) ? e : *error;
    }
    return GFLA_OK;
fail:
    return status;
}

/* Lanes past the last channel must be zero, whatever the op. */
static gfla_status check_lanes(const gfla_tensor *tensor, const char *what, struct op_case_result *result)
{
    gfla_status status;
    float *stored = NULL;
    size_t count = (size_t)gfla_tensor_stored(tensor);
    int64_t area, n_blocks, n_channels;
    if (tensor->layout != GFLA_LAYOUT_BLOCKED)
        return GFLA_OK;
    n_channels = tensor->shape.dim[1];
    n_blocks = (n_channels + GFLA_LANES - 1) / GFLA_LANES;
    area = tensor->shape.dim[2] * tensor->shape.dim[3];
    TRY(gfla_calloc(&stored, count, sizeof *stored, "a case"));
    TRY(gfla_buffer_read(tensor->buffer, 0, stored, count * sizeof *stored));
    for (size_t i = 0; i < count && result->passed; i++) {
        int64_t block = (int64_t)(i / GFLA_LANES) / area % n_blocks;
        if (block * GFLA_LANES + (int64_t)(i % GFLA_LANES) >= n_channels && stored[i] != 0)
            fail(result, "%s: a lane past the last channel is %g, not zero", what, (double)stored[i]);
    }
    status = GFLA_OK;
fail:
    free(stored);
    return status;
}

static double weighted_output(struct run *run)
{
    double sum = 0;
    memset(run->expected, 0, (size_t)run->n_out * sizeof(double));
    run->c->forward(run->c, (const double *const *)run->values, run->expected);
    for (int64_t i = 0; i < run->n_out; i++)
        sum += run->expected[i] * run->d_out[i];
    return sum;
}

/* Central differences of the reference's forward against its backward, at some places of every input. */
static void check_reference(struct run *run, struct op_case_result *result)
{
    const struct op_case *c = run->c;
    const double step = 1e-5;
    for (int i = 0; i < c->n_in; i++) {
        int64_t count = gfla_shape_count(c->in[i].shape), stride = count / (c->tiny ? MAX_PROBES : LARGE_PROBES) + 1;
        const double largest = magnitude(run->d_values[i], count, c->grad_floor);
        if (c->in[i].no_grad)
            continue;
        for (int64_t j = 0; j < count; j += stride) {
            double value = run->values[i][j], up, down;
            run->values[i][j] = value + step;
            up = weighted_output(run);
            run->values[i][j] = value - step;
            down = weighted_output(run);
            run->values[i][j] = value;
            double e = fabs((up - down) / (2 * step) - run->d_values[i][j]) / largest;
            result->reference_error = fmax(result->reference_error, e);
            if (!(e <= 1e-5))
                fail(result, "reference gradient of input %d at %lld is %.9g, finite differences give %.9g", i,
                     (long long)j, run->d_values[i][j], (up - down) / (2 * step));
        }
    }
}

/* No op changes its inputs, or anything beside its outputs. */
static gfla_status check_memory(struct run *run, struct op_case_result *result)
{
    gfla_status status;
    for (int i = 0; i < run->c->n_in; i++) {
        const int64_t count = gfla_shape_count(run->in[i]->shape);
        TRY(gfla_tensor_read(run->plan, run->in[i], run->floats));
        for (int64_t j = 0; j < count && result->passed; j++) {
            const double was = (float)run->values[i][j], is = run->floats[j];
            if (is != was && !(isnan(is) && isnan(was)))
                fail(result, "input %d was changed: [%lld] is %.9g, was %.9g", i, (long long)j, is, was);
        }
    }
    status = gfla_plan_check_guards(run->plan);
    if (status != GFLA_ERROR_CHECK)
        return status;
    fail(result, "%s", gfla_error_message());
    status = GFLA_OK;
fail:
    return status;
}

static bool is_oclgrind(const gfla_device *device)
{
    return strstr(gfla_device_get_info(device)->platform, "Oclgrind") != NULL;
}

gfla_status op_case_probe(gfla_device *device)
{
    return gfla_device_probe(device);
}

gfla_status op_case_run(const struct op_case *c, gfla_device *device, struct op_case_result *result)
{
    gfla_status status;
    struct run run = {.c = c};
    struct gfla_plan_params params = {.training = true,
                                      .algorithm = c->conv_algorithm,
                                      .untuned = true,
                                      .isolate = true,
                                      .guard = is_oclgrind(device) ? 0 : GUARD_BYTES};
    *result = (struct op_case_result){.passed = true};
    if (!c->reason && (c->tolerance > OP_CASE_TOLERANCE || c->grad_tolerance > OP_CASE_TOLERANCE || c->grad_floor > 0))
        fail(result, "the tolerance is wider than usual, and no reason is given");
    TRY(build(&run));
    TRY(fill_inputs(&run));
    TRY(gfla_plan_create(&run.plan, run.graph, device, &params));
    for (int i = 0; i < c->n_in; i++)
        TRY(write_doubles(&run, run.in[i], run.values[i]));
    if (run.weight)
        TRY(write_doubles(&run, run.weight, run.d_out));
    TRY(gfla_plan_run(run.plan));
    c->forward(c, (const double *const *)run.values, run.expected);
    TRY(compare(&run, run.out, (struct expected){run.expected, c->tolerance, 0, "output"}, result,
                &result->value_error));
    TRY(check_lanes(run.out, "output", result));
    if (c->backward)
        c->backward(c, (const double *const *)run.values, run.d_out, run.d_values);
    for (int i = 0; c->backward && i < c->n_in; i++) {
        char what[32];
        snprintf(what, sizeof what, "gradient of input %d", i);
        if (c->in[i].no_grad)
            continue;
        REQUIRE(run.in[i]->grad, GFLA_ERROR_CHECK, "%s: input %d got no gradient", c->name, i);
        TRY(compare(&run, run.in[i]->grad, (struct expected){run.d_values[i], c->grad_tolerance, c->grad_floor, what},
                    result, &result->grad_error));
        TRY(check_lanes(run.in[i]->grad, what, result));
    }
    TRY(check_memory(&run, result));
    if (c->backward && !c->reference_is_checked)
        check_reference(&run, result);
    status = GFLA_OK;
fail:
    run_free(&run);
    return status;
}
