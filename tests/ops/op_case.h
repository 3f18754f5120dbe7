/* tests/ops/op_case.h - one case table per op serves value, gradient, support and speed, in the tests and in `gfla
 * selftest`.
 *
 * A case names its inputs, builds a one-op graph, and computes the same with the plain C reference of host/ref, which
 * works on doubles in C order (n c h w), whatever the layout on the device. The harness fills the inputs, runs the
 * graph on the device, compares the value, differentiates sum(out * r) with a random r, compares every gradient with
 * `backward`, and `backward` with finite differences of `forward`. */
#ifndef GFLA_TESTS_OP_CASE_H
#define GFLA_TESTS_OP_CASE_H

#include "base/random.h"
#include "graph/graph.h"
#include "graph/plan.h"

/* Errors are relative to the largest magnitude of the reference, or to this where all of it is smaller. */
#define OP_CASE_FLOOR 1e-6
/* What rounding leaves of a sum of n products in float32 is about 6e-8 * sqrt(n); the longest sums of the tables have
 * some 6000 terms. Devices differ in the order of the terms and in fused multiply-adds, hence no less for short
 * ones. */
#define OP_CASE_TOLERANCE 5e-6

struct op_input {
    struct gfla_shape shape;
    enum gfla_layout layout;
    bool no_grad;  /* the op has no gradient for this input */
    double lo, hi; /* uniform values; both 0: -1 .. 1 */
    /* Optional, instead of lo and hi (flows that keep away from integers, where bilinear sampling has kinks). */
    void (*fill)(double *values, struct gfla_shape shape, struct gfla_random *random);
};

struct op_case {
    const char *name; /* "conv2d(ic=3,oc=8,k=3,s=2)": printed, and selects the case */
    int n_in;
    struct op_input in[GFLA_MAX_NODE_TENSORS];
    const void *params;
    /* The one output tensor. */
    gfla_tensor *(*build)(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c);
    void (*forward)(const struct op_case *c, const double *const *in, double *out);
    /* Adds to d_in[i], which start as zeros; NULL where the input has no gradient. NULL function: not
     * differentiable. */
    void (*backward)(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in);
    /* Largest |device - reference| relative to max |reference|: value, gradient; 0: OP_CASE_TOLERANCE. */
    double tolerance, grad_tolerance;
    /* Gradients are relative to this, where the reference is smaller: for sums that cancel. 0: OP_CASE_FLOOR. */
    double grad_floor;
    const char *reason;         /* why one of these is wider than the default; a case without fails */
    const char *conv_algorithm; /* see gfla_plan_params */
    bool tiny;                  /* small enough for Oclgrind */
    bool reference_is_checked;  /* against finite differences: at these shapes, by another case of the table */
};

struct op_case_table {
    const char *op;
    const struct op_case *cases;
    int n_cases;
};

/* All tables. Every X_cases.c defines `const struct op_case_table X_cases`; the build collects them by file name. */
extern const struct op_case_table *const op_case_tables[];
extern const int n_op_case_tables;

struct op_case_result {
    bool passed;
    /* relative; reference_error: backward against finite differences */
    double value_error, grad_error, reference_error;
    char message[256]; /* what failed first, with its place */
};

/* GFLA_ERROR_DEVICE where the driver does not build kernels at all (runtime/probe.h): no case can be run. */
gfla_status op_case_probe(gfla_device *device);

/* Fails only when the case could not be run at all; a wrong result is result->passed == false. */
gfla_status op_case_run(const struct op_case *c, gfla_device *device, struct op_case_result *result);

#endif
