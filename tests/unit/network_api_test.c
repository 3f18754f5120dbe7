/* gfla/graph.h: networks of a caller's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include <gfla/graph.h>

#include "base/random.h"
#include "tests/ok.h"

static gfla_device *device, *null_device;
static gfla_network *net;

static int open_devices(void **state)
{
    (void)state;
    ok(gfla_device_open(&null_device, NULL, "null"));
    return gfla_device_open(&device, NULL, NULL);
}

static int close_devices(void **state)
{
    (void)state;
    gfla_device_destroy(&device);
    gfla_device_destroy(&null_device);
    return 0;
}

static int begin(void **state)
{
    (void)state;
    return gfla_network_create(&net);
}

static int end(void **state)
{
    (void)state;
    gfla_network_destroy(&net);
    return 0;
}

static void assert_fails(gfla_status status, const char *text)
{
    assert_int_equal(status, GFLA_ERROR_USAGE);
    if (!strstr(gfla_error_message(), text))
        fail_msg("no \"%s\" in: %s", text, gfla_error_message());
}

static gfla_tensor *map(const char *name, int64_t c, int64_t h, int64_t w)
{
    return gfla_network_input(net, name, 4, (int64_t[]){1, c, h, w});
}

static gfla_tensor *traced(const char *name, int64_t c, int64_t h, int64_t w)
{
    return gfla_network_require_gradient(net, map(name, c, h, w));
}

static void fill(float *values, int64_t count, uint64_t seed, float least, float most)
{
    struct gfla_random random = gfla_random_seed(seed, 0);
    for (int64_t i = 0; i < count; i++)
        values[i] = gfla_random_uniform(&random, least, most);
}

/* ---- gradients ---- */

#define MOST 512
#define STEP 1e-2f

static double loss_at(gfla_tensor *loss, gfla_tensor *leaf, float *values, int64_t count, int64_t i, float step)
{
    float value;
    const float before = values[i];
    values[i] += step;
    ok(gfla_network_write(net, leaf, values, (size_t)count));
    values[i] = before;
    ok(gfla_network_run(net));
    ok(gfla_network_read(net, loss, &value, 1));
    return (double)value;
}

/* The gradient that is read against differences of the loss, at some elements. */
static void check_gradient(gfla_tensor *loss, gfla_tensor *leaf, gfla_tensor *gradient, float *values)
{
    float found[MOST];
    const int64_t count = gfla_tensor_get_count(leaf);
    assert_non_null(gradient);
    assert_int_equal(gfla_tensor_get_count(gradient), count);
    (void)loss_at(loss, leaf, values, count, 0, 0);
    ok(gfla_network_read(net, gradient, found, (size_t)count));
    double largest = 0;
    for (int64_t i = 0; i < count; i++)
        largest = fmax(largest, fabs((double)found[i]));
    assert_true(largest > 1e-3);
    for (int64_t i = 0; i < count; i += 1 + count / 12) {
        const double d = (loss_at(loss, leaf, values, count, i, STEP) - loss_at(loss, leaf, values, count, i, -STEP)) /
                         (2 * (double)STEP);
        if (fabs(d - (double)found[i]) > 0.03 * largest) /* differences of floats, over a bilinear function */
            fail_msg("element %d: %g by differences, %g by the gradient", (int)i, d, (double)found[i]);
    }
    (void)loss_at(loss, leaf, values, count, 0, 0);
}

/* sum(dst * d_dst) of three leaves, as torch.autograd hands a gradient in. The last is a flow, which stays between two
 * pixels: at them its derivative jumps. */
static void check_three(gfla_tensor *const leaf[3], gfla_tensor *dst)
{
    float values[3][MOST], d_dst[MOST];
    int64_t dims[GFLA_TENSOR_MAX_DIMS];
    assert_int_equal(gfla_tensor_get_dims(dst, dims), 4);
    gfla_tensor *given = gfla_network_input(net, "d_dst", 4, dims), *gradient[3];
    gfla_tensor *loss = gfla_network_output(net, gfla_op_dot(net, dst, given), "loss");
    ok(gfla_network_differentiate(net, loss));
    for (int i = 0; i < 3; i++)
        gradient[i] = gfla_network_gradient(net, leaf[i]);
    ok(gfla_network_plan(net, device, NULL));
    fill(d_dst, gfla_tensor_get_count(given), 9, -1, 1);
    ok(gfla_network_write(net, given, d_dst, (size_t)gfla_tensor_get_count(given)));
    for (int i = 0; i < 3; i++) {
        fill(values[i], gfla_tensor_get_count(leaf[i]), (uint64_t)i + 1, i < 2 ? -1 : 0.2f, i < 2 ? 1 : 0.8f);
        ok(gfla_network_write(net, leaf[i], values[i], (size_t)gfla_tensor_get_count(leaf[i])));
    }
    for (int i = 0; i < 3; i++)
        check_gradient(loss, leaf[i], gradient[i], values[i]);
}

static void test_local_attention_has_gradients(void **state)
{
    (void)state;
    gfla_tensor *const leaf[3] = {traced("weights", 9, 4, 5), traced("src", 3, 6, 7), traced("flow", 2, 4, 5)};
    check_three(leaf, gfla_op_local_attention(net, leaf[0], leaf[1], leaf[2], 3, 1.0f));
}

static void test_convolution_and_warp_have_gradients(void **state)
{
    (void)state;
    struct gfla_op_conv2d_params same;
    gfla_op_conv2d_params_init(&same);
    same.pad = 1;
    gfla_tensor *const leaf[3] = {traced("src", 3, 5, 6),
                                  gfla_network_param(net, "weight", 4, (int64_t[]){2, 3, 3, 3}, NULL),
                                  traced("flow", 2, 5, 6)};
    check_three(leaf,
                gfla_op_warp(net, gfla_op_tanh(net, gfla_op_conv2d(net, leaf[0], leaf[1], NULL, &same)), leaf[2]));
}

/* ---- training ---- */

/* A flow that is a parameter itself moves until the source, sampled along it, is the target. */
static void test_updates_lower_the_loss(void **state)
{
    (void)state;
    float src[64], target[64], first, last, rate_0[2];
    const float still[2] = {0, 0};
    for (int i = 0; i < 64; i++) {
        src[i] = (float)(i % 8);
        target[i] = src[i] + 0.5f;
    }
    gfla_tensor *from = map("from", 1, 8, 8), *to = map("to", 1, 8, 8);
    gfla_tensor *move = gfla_network_param(net, "move", 4, (int64_t[]){1, 2, 1, 1}, still);
    gfla_tensor *flow = gfla_op_resize(net, gfla_op_feature_map(net, move), 8, 8, 1.0f);
    gfla_tensor *loss =
        gfla_network_output(net, gfla_op_l2_loss(net, gfla_op_warp(net, from, flow), to, NULL, 1), "loss");
    ok(gfla_network_differentiate(net, loss));
    struct gfla_network_adam_params adam;
    gfla_network_adam_params_init(&adam);
    adam.learning_rate = 0.02;
    ok(gfla_network_add_adam(net, &adam));
    assert_fails(gfla_network_set_learning_rate(net, -1), "-1");
    ok(gfla_network_plan(net, device, NULL));
    ok(gfla_network_write(net, from, src, 64));
    ok(gfla_network_write(net, to, target, 64));
    ok(gfla_network_run(net));
    ok(gfla_network_read(net, loss, &first, 1));
    assert_float_equal(first, 0.25f, 1e-5f); /* exact: nothing has moved */
    for (int i = 0; i < 60; i++)
        ok(gfla_network_run(net));
    ok(gfla_network_read(net, loss, &last, 1));
    assert_true(last < 0.3f * first); /* the last column cannot follow */
    ok(gfla_network_read(net, move, rate_0, 2));
    assert_true(rate_0[0] > 0.3f);
    ok(gfla_network_set_learning_rate(net, 0));
    ok(gfla_network_run(net));
    ok(gfla_network_read(net, loss, &first, 1));
    ok(gfla_network_run(net));
    ok(gfla_network_read(net, loss, &last, 1));
    assert_true(first == last);
}

/* ---- values ---- */

static void test_parameters_begin_as_given(void **state)
{
    (void)state;
    const float values[3] = {1, -2, 3};
    float found[3];
    gfla_tensor *a = gfla_network_param(net, "a", 1, (int64_t[]){3}, values);
    assert_ptr_equal(gfla_network_param(net, "a", 1, (int64_t[]){3}, NULL), a);
    gfla_tensor *b = gfla_network_param(net, "b", 1, (int64_t[]){3}, NULL);
    gfla_tensor *sum = gfla_network_output(net, gfla_op_add(net, a, gfla_op_scale(net, b, 2)), "sum");
    assert_ptr_equal(gfla_network_find(net, "sum"), sum);
    ok(gfla_network_plan(net, device, NULL));
    ok(gfla_network_run(net));
    ok(gfla_network_read(net, sum, found, 3));
    assert_memory_equal(found, values, sizeof found);
    ok(gfla_network_write(net, b, values, 3)); /* after a run: what depends on parameters alone runs again */
    ok(gfla_network_run(net));
    ok(gfla_network_read(net, sum, found, 3));
    assert_float_equal(found[1], -6, 0);
}

static void test_correlation_finds(void **state)
{
    (void)state;
    float values[2 * 4 * 4], found[16];
    gfla_tensor *flow, *best, *src = map("src", 2, 4, 4);
    gfla_op_correlation(net, src, src, &best, &flow);
    gfla_network_output(net, best, "best");
    ok(gfla_network_status(net));
    ok(gfla_network_plan(net, device, NULL));
    fill(values, 32, 5, -1, 1);
    ok(gfla_network_write(net, src, values, 32));
    ok(gfla_network_run(net));
    ok(gfla_network_read(net, best, found, 16));
    for (int i = 0; i < 16; i++)
        assert_float_equal(found[i], 1, 1e-5f);
}

/* ---- what goes wrong ---- */

static void test_the_first_failure_stays(void **state)
{
    (void)state;
    gfla_tensor *a = map("a", 3, 8, 8);
    assert_null(gfla_op_conv2d(net, a, gfla_network_param(net, "w", 4, (int64_t[]){2, 4, 3, 3}, NULL), NULL, NULL));
    assert_null(gfla_op_relu(net, a));
    assert_fails(gfla_network_status(net), "[2, 4, 3, 3]");
    assert_fails(gfla_network_plan(net, null_device, NULL), "[2, 4, 3, 3]");
    assert_fails(gfla_network_run(net), "not planned");
}

static void test_leaves_are_checked(void **state)
{
    (void)state;
    assert_null(gfla_network_input(net, "a", 6, (int64_t[]){1, 1, 1, 1, 1, 1}));
    assert_fails(gfla_network_status(net), "1 to 5");
    gfla_network_destroy(&net);
    ok(gfla_network_create(&net));
    assert_null(gfla_network_input(net, "a", 2, (int64_t[]){3, 0}));
    assert_fails(gfla_network_status(net), "[3, 0]");
    gfla_network_destroy(&net);
    ok(gfla_network_create(&net));
    assert_null(gfla_network_param(net, "", 1, (int64_t[]){3}, NULL));
    assert_fails(gfla_network_status(net), "name");
}

static void test_tensors_of_another_network_are_refused(void **state)
{
    (void)state;
    gfla_network *other;
    ok(gfla_network_create(&other));
    gfla_tensor *theirs = gfla_network_input(other, "a", 4, (int64_t[]){1, 1, 8, 8});
    assert_null(gfla_op_add(net, map("b", 1, 8, 8), theirs));
    assert_fails(gfla_network_status(net), "another network");
    gfla_network_destroy(&other);
}

static void test_params_of_another_size_are_refused(void **state)
{
    (void)state;
    struct gfla_op_conv2d_params params;
    struct gfla_network_plan_params plan = {.struct_size = 4};
    gfla_op_conv2d_params_init(&params);
    params.struct_size += 8;
    assert_fails(gfla_network_plan(net, null_device, &plan), "struct_size");
    gfla_tensor *w = gfla_network_param(net, "w", 4, (int64_t[]){1, 1, 1, 1}, NULL);
    assert_null(gfla_op_conv2d(net, map("a", 1, 8, 8), w, NULL, &params));
    assert_fails(gfla_network_status(net), "struct_size");
}

static void test_counts_and_roles_are_checked(void **state)
{
    (void)state;
    float values[64] = {0};
    gfla_tensor *a = map("a", 1, 8, 8), *hidden = gfla_op_tanh(net, a),
                *b = gfla_network_output(net, gfla_op_relu(net, gfla_op_softmax(net, hidden)), "b");
    assert_fails(gfla_network_write(net, a, values, 64), "not planned");
    ok(gfla_network_plan(net, device, NULL));
    assert_fails(gfla_network_write(net, a, values, 63), "64 values, not 63");
    assert_fails(gfla_network_write(net, b, values, 64), "neither an input nor a parameter");
    ok(gfla_network_write(net, a, values, 64));
    ok(gfla_network_run(net));
    assert_fails(gfla_network_read(net, hidden, values, 64), "was not kept");
    ok(gfla_network_read(net, b, values, 64));
    assert_fails(gfla_network_plan(net, device, NULL), "planned already");
    assert_null(gfla_op_relu(net, b)); /* too late, */
    assert_fails(gfla_network_status(net), "planned");
    ok(gfla_network_run(net)); /* but nothing is lost */
}

static void test_updates_need_gradients(void **state)
{
    (void)state;
    gfla_tensor *w = gfla_network_param(net, "w", 1, (int64_t[]){4}, NULL);
    assert_non_null(w);
    assert_fails(gfla_network_add_adam(net, NULL), "gfla_network_differentiate");
    assert_fails(gfla_network_set_learning_rate(net, 1), "");
}

static void test_memory_is_known_without_a_device(void **state)
{
    (void)state;
    struct gfla_network_memory memory;
    gfla_network_output(net, gfla_op_relu(net, map("a", 16, 8, 8)), "b");
    assert_fails(gfla_network_get_memory(net, &memory), "not planned");
    ok(gfla_network_plan(net, null_device, NULL));
    ok(gfla_network_get_memory(net, &memory));
    assert_int_equal(memory.inputs, 4096);
    assert_int_equal(memory.activations, 4096);
    assert_int_equal(memory.weights, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_local_attention_has_gradients),
        TEST(test_convolution_and_warp_have_gradients),
        TEST(test_updates_lower_the_loss),
        TEST(test_parameters_begin_as_given),
        TEST(test_correlation_finds),
        TEST(test_the_first_failure_stays),
        TEST(test_leaves_are_checked),
        TEST(test_tensors_of_another_network_are_refused),
        TEST(test_params_of_another_size_are_refused),
        TEST(test_counts_and_roles_are_checked),
        TEST(test_updates_need_gradients),
        TEST(test_memory_is_known_without_a_device),
    };
    return cmocka_run_group_tests(tests, open_devices, close_devices);
}
