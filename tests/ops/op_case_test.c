/* The harness of op cases finds what is wrong: faults are planted in an op, in its gradient and in its reference. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/context.h"
#include "ops/pointwise.h"
#include "tests/device_fixture.h"
#include "tests/ops/op_case.h"

/* As in kernels/planted.cl; the last one is a fault of the gradient's factor, on device and in the reference. */
enum fault {
    FAULT_NONE,
    FAULT_VALUE,
    FAULT_UNWRITTEN,
    FAULT_BEFORE,
    FAULT_AFTER,
    FAULT_FAR,
    FAULT_SCRATCH,
    FAULT_INPUT,
    FAULT_READ,
    FAULT_LANE,
    FAULT_FACTOR,
};

/* dst = factor * src, with a fault in the value and one in the gradient. */
struct planted {
    float factor;
    enum fault value, gradient;
};

static float gradient_factor(const struct planted *p)
{
    return p->gradient == FAULT_FACTOR ? 1.01f * p->factor : p->factor;
}

static gfla_context *planted_kernels;

/* The kernels of the library come from the library, the planted one from here. */
static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct planted *p = node->params;
    const int n = (int)gfla_tensor_stored(node->in[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[1]->buffer),
                                    GFLA_ARG_F32(p->factor),
                                    GFLA_ARG_I32(n),
                                    GFLA_ARG_I32(p->value)};
    gfla_context *before = gfla_context_enter(planted_kernels);
    const gfla_status status = gfla_record_items(recorder, "planted.cl", "planted_fwd", args, 6, n);
    gfla_context_enter(before);
    return status;
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node);
static const struct gfla_op planted_op = {.name = "planted", .differentiate = differentiate, .record = record};

static gfla_tensor *add_planted(gfla_graph *graph, gfla_tensor *src, const struct planted *p)
{
    gfla_tensor *dst = gfla_pointwise_build(graph, &planted_op, &src, 1, p, sizeof *p, src->shape, src->layout);
    if (dst)
        gfla_node_output(graph, dst->producer, src->shape, src->layout);
    return dst;
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    const struct planted *p = node->params;
    const struct planted backward = {gradient_factor(p), p->gradient == FAULT_FACTOR ? FAULT_NONE : p->gradient,
                                     FAULT_NONE};
    return gfla_graph_add_grad(graph, node->in[0], add_planted(graph, node->out[0]->grad, &backward));
}

static gfla_tensor *build(gfla_graph *graph, gfla_tensor *const *in, const struct op_case *c)
{
    return add_planted(graph, in[0], c->params);
}

static void forward(const struct op_case *c, const double *const *in, double *out)
{
    const struct planted *p = c->params;
    for (int64_t i = 0; i < gfla_shape_count(c->in[0].shape); i++)
        out[i] = (double)p->factor * in[0][i];
}

static void backward(const struct op_case *c, const double *const *in, const double *d_out, double *const *d_in)
{
    (void)in;
    for (int64_t i = 0; i < gfla_shape_count(c->in[0].shape); i++)
        d_in[0][i] += (double)gradient_factor(c->params) * d_out[i];
}

static struct op_case_result run(const struct planted *p, enum gfla_layout layout)
{
    struct op_case_result result;
    const struct op_case c = {.name = "planted",
                              .n_in = 1,
                              .in = {{.shape = {4, {2, 3, 3, 5}}, .layout = layout}},
                              .params = p,
                              .build = build,
                              .forward = forward,
                              .backward = backward};
    ok(op_case_run(&c, device, &result));
    return result;
}

static void assert_found_in(enum gfla_layout layout, struct planted p, const char *message)
{
    const struct op_case_result result = run(&p, layout);
    assert_false(result.passed);
    if (!strstr(result.message, message))
        fail_msg("\"%s\" does not say \"%s\"", result.message, message);
}

static void assert_found(struct planted p, const char *message)
{
    assert_found_in(GFLA_LAYOUT_PLAIN, p, message);
}

static void need_device(void)
{
    if (!device)
        skip();
}

static void what_is_right_passes(void **state)
{
    (void)state;
    need_device();
    const struct planted p = {.factor = 2}, small = {.factor = 1e-4f};
    const struct op_case_result result = run(&p, GFLA_LAYOUT_PLAIN), of_small = run(&small, GFLA_LAYOUT_BLOCKED);
    assert_string_equal(result.message, "");
    assert_true(result.passed);
    assert_string_equal(of_small.message, "");
    assert_true(of_small.passed);
}

static void wrong_values_are_found(void **state)
{
    (void)state;
    need_device();
    assert_found((struct planted){2, FAULT_VALUE, FAULT_NONE}, "output[45] is");
    assert_found((struct planted){1e-4f, FAULT_VALUE, FAULT_NONE}, "output[45] is");
    assert_found((struct planted){2, FAULT_UNWRITTEN, FAULT_NONE}, "output[45] is nan");
}

/* Also a gradient that is small as a whole, on the device alone or in the reference too. */
static void wrong_gradients_are_found(void **state)
{
    (void)state;
    need_device();
    assert_found((struct planted){2, FAULT_NONE, FAULT_VALUE}, "gradient of input 0[45] is");
    assert_found((struct planted){1e-4f, FAULT_NONE, FAULT_VALUE}, "gradient of input 0[45] is");
    assert_found((struct planted){2, FAULT_NONE, FAULT_UNWRITTEN}, "gradient of input 0[45] is nan");
    assert_found((struct planted){2, FAULT_NONE, FAULT_FACTOR}, "finite differences give");
    assert_found((struct planted){1e-4f, FAULT_NONE, FAULT_FACTOR}, "finite differences give");
}

static void accesses_outside_are_found(void **state)
{
    (void)state;
    need_device();
    if (strstr(gfla_device_get_info(device)->platform, "Oclgrind"))
        skip();
    assert_found((struct planted){2, FAULT_BEFORE, FAULT_NONE}, "an output of planted: float -1 was written");
    assert_found((struct planted){2, FAULT_AFTER, FAULT_NONE}, "an output of planted: float 90 was written");
    assert_found((struct planted){2, FAULT_FAR, FAULT_NONE}, "an output of planted: float 290 was written");
    assert_found((struct planted){2, FAULT_SCRATCH, FAULT_NONE}, "an output of planted: float 90 was written");
    assert_found((struct planted){2, FAULT_NONE, FAULT_AFTER}, "an output of planted: float 90 was written");
    assert_found((struct planted){2, FAULT_INPUT, FAULT_NONE}, "input 0 was changed: [0] is 7");
    assert_found((struct planted){2, FAULT_READ, FAULT_NONE}, "output[89] is nan");
}

/* Lanes past the last channel: three channels of 16. */
static void lanes_that_are_not_zero_are_found(void **state)
{
    (void)state;
    need_device();
    assert_found_in(GFLA_LAYOUT_BLOCKED, (struct planted){2, FAULT_LANE, FAULT_NONE}, "output: a lane past the last");
    assert_found_in(GFLA_LAYOUT_BLOCKED, (struct planted){2, FAULT_NONE, FAULT_LANE},
                    "gradient of input 0: a lane past the last");
}

static void wide_tolerances_need_a_reason(void **state)
{
    (void)state;
    need_device();
    struct op_case_result result;
    const struct planted p = {.factor = 2};
    struct op_case c = {.name = "planted",
                        .n_in = 1,
                        .in = {{.shape = {1, {9}}}},
                        .params = &p,
                        .build = build,
                        .forward = forward,
                        .tolerance = 1e-3};
    ok(op_case_run(&c, device, &result));
    assert_false(result.passed);
    assert_non_null(strstr(result.message, "no reason"));
    c.reason = "a test";
    ok(op_case_run(&c, device, &result));
    assert_true(result.passed);
}

extern const struct op_case_table conv2d_cases;

/* The same inputs and parameters: names differ from the algorithm on. */
static bool are_of_one_shape(const struct op_case *a, const struct op_case *b)
{
    static const char until[] = ",bias=0";
    const char *end = strstr(a->name, ",bias=");
    return end && strncmp(a->name, b->name, (size_t)(end - a->name) + sizeof until - 1) == 0;
}

static void references_that_are_not_checked_are_checked_elsewhere(void **state)
{
    const struct op_case *cases = conv2d_cases.cases;
    int n_unchecked = 0;
    for (int i = 0; i < conv2d_cases.n_cases; i++) {
        bool found = !cases[i].reference_is_checked;
        n_unchecked += !found;
        for (int k = 0; k < i && !found; k++)
            found = !cases[k].reference_is_checked && are_of_one_shape(&cases[i], &cases[k]);
        if (!found)
            fail_msg("%s: no earlier case of its shapes is held against finite differences", cases[i].name);
    }
    assert_in_range(n_unchecked, 1, conv2d_cases.n_cases / 4 * 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_right_passes),
        cmocka_unit_test(wrong_values_are_found),
        cmocka_unit_test(wrong_gradients_are_found),
        cmocka_unit_test(accesses_outside_are_found),
        cmocka_unit_test(lanes_that_are_not_zero_are_found),
        cmocka_unit_test(wide_tolerances_need_a_reason),
        cmocka_unit_test(references_that_are_not_checked_are_checked_elsewhere),
    };
    struct gfla_context_params params;
    gfla_context_params_init(&params);
    params.kernels_folder = GFLA_SOURCE_DIR "/tests/ops/kernels";
    if (gfla_context_create(&planted_kernels, &params) != GFLA_OK)
        return 1;
    const int n_failed = cmocka_run_group_tests(tests, open_device, close_device);
    gfla_context_destroy(&planted_kernels);
    return n_failed;
}
