/* The check of a device before a training: convolutions and norms, and their gradients, each of which a kernel that
 * computes wrongly fails by its name. */
#include "ops/conv2d.h"
#include "ops/instance_norm.h"
#include "runtime/checks.h"
#include "tasks/check/self_check.h"
#include "tests/device_fixture.h"
#include "tests/unit/driver_cache.h"
#include "tests/unit/surroundings.h"

enum { SIDE = 8, CHANNELS = 16 };

/* x -> convolution -> norm */
static gfla_graph *make_graph(void)
{
    gfla_graph *graph;
    assert_ok(gfla_graph_create(&graph));
    gfla_tensor *x = gfla_graph_input(graph, "x", gfla_shape_4d(1, CHANNELS, SIDE, SIDE), GFLA_LAYOUT_BLOCKED);
    gfla_tensor *weight = gfla_graph_param(graph, "weight", gfla_shape_4d(CHANNELS, CHANNELS, 3, 3)),
                *bias = gfla_graph_param(graph, "bias", gfla_shape_1d(CHANNELS)),
                *gain = gfla_graph_param(graph, "gain", gfla_shape_1d(CHANNELS)),
                *shift = gfla_graph_param(graph, "shift", gfla_shape_1d(CHANNELS));
    gfla_tensor *map = gfla_conv2d(graph, x, weight, bias, &(struct gfla_conv2d_params){.pad = 1});
    gfla_graph_keep(gfla_instance_norm(graph, map, gain, shift));
    assert_ok(gfla_graph_status(graph));
    return graph;
}

static void trainings_check_gradients(void **state)
{
    gfla_graph *graph = make_graph();
    if (!device)
        skip();
    assert_ok(gfla_self_check(device, graph));
    assert_ok(gfla_self_check_training(device, graph));
    assert_true(gfla_check_is_passed(device, "instance_norm + leaky_relu 16 @8x8"));
    assert_true(gfla_check_is_passed(device, "instance_norm + leaky_relu 16 @8x8 backward"));
    gfla_graph_destroy(&graph);
}

/* A copy of the kernels with one word changed. */
static void break_kernel(const char *file, const char *word, const char *replacement)
{
    char command[2000];
    snprintf(command, sizeof command, "rm -rf %s && cp -r " GFLA_SOURCE_DIR "/cl %s && sed -i 's/%s/%s/' %s/%s",
             scratch("wrong"), scratch("wrong"), word, replacement, scratch("wrong"), file);
    assert_int_equal(system(command), 0);
}

static void wrong_gradients_are_named(void **state)
{
    static const struct {
        const char *file, *word, *replacement, *name;
    } cases[] = {
        {"ops/conv_tile_weights.cl", "= fma(a, v", "= 0.9f * fma(a, v", " d_weights, "},
        {"ops/instance_norm.cl", "VSTORE(source_gradient(", "VSTORE(1.1f * source_gradient(",
         "instance_norm + leaky_relu 16 @8x8 backward"},
    };
    if (!device)
        skip();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gfla_graph *graph = make_graph();
        gfla_device *other;
        break_kernel(cases[i].file, cases[i].word, cases[i].replacement);
        surround_env("GFLA_KERNELS", scratch("wrong"));
        assert_ok(gfla_device_open(&other, NULL, NULL));
        assert_ok(gfla_self_check(other, graph));
        assert_fails(gfla_self_check_training(other, graph), GFLA_ERROR_CHECK, cases[i].name);
        gfla_device_destroy(&other);
        surround_env("GFLA_KERNELS", NULL);
        gfla_graph_destroy(&graph);
    }
}

static int begin(void **state)
{
    return driver_cache_keep_and_enter_scratch(state) || open_device(state);
}

static int end(void **state)
{
    close_device(state);
    char command[300];
    snprintf(command, sizeof command, "rm -r %s", scratch_folder);
    return system(command) != 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trainings_check_gradients),
        cmocka_unit_test(wrong_gradients_are_named),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
