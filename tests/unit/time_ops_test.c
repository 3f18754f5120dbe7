/* What the builders of ops over time refuse, and what they say; no device is needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "ops/conv3d.h"
#include "ops/layer_norm.h"
#include "ops/pack.h"
#include "ops/window.h"

static gfla_graph *graph;
static gfla_tensor *sequence, *clip, *plain, *vectors; /* 5 channels of 9 frames; of 6 frames of 4 x 3 */

static int start(void **state)
{
    if (gfla_graph_create(&graph) != GFLA_OK)
        return 1;
    sequence = gfla_graph_input(graph, "sequence", gfla_shape_4d(2, 5, 9, 1), GFLA_LAYOUT_BLOCKED);
    clip = gfla_graph_input(graph, "clip", gfla_shape_4d(12, 5, 4, 3), GFLA_LAYOUT_BLOCKED);
    plain = gfla_graph_input(graph, "plain", (struct gfla_shape){3, {2, 5, 3}}, GFLA_LAYOUT_PLAIN);
    vectors = gfla_graph_input(graph, "vectors", gfla_shape_4d(2, 5, 1, 1), GFLA_LAYOUT_BLOCKED);
    return gfla_graph_status(graph);
}

static int end(void **state)
{
    gfla_graph_destroy(&graph);
    return 0;
}

static void assert_refused(const gfla_tensor *result, const char *reason)
{
    assert_null(result);
    assert_int_equal(gfla_graph_n_nodes(graph), 0);
    assert_int_equal(gfla_graph_status(graph), GFLA_ERROR_USAGE);
    if (!strstr(gfla_error_message(), reason))
        fail_msg("\"%s\" does not say \"%s\"", gfla_error_message(), reason);
    end(NULL);
    start(NULL);
}

static void windows_that_do_not_fit_are_refused(void **state)
{
    assert_refused(gfla_window_unfold(graph, sequence, &(struct gfla_window){.size = 10}), "windows of 10 frames");
    assert_refused(gfla_window_unfold(graph, sequence, &(struct gfla_window){.size = 3, .dilation = 5}), "dilation 5");
    assert_refused(gfla_window_unfold(graph, sequence, &(struct gfla_window){.size = 1, .pad = -5}), "pad -5");
    assert_refused(gfla_window_mean(graph, sequence, &(struct gfla_window){.size = 0}), "windows of 0 frames");
    assert_refused(gfla_window_mean(graph, sequence, &(struct gfla_window){.size = 2, .stride = -1}), "stride -1");
    assert_refused(gfla_window_mean(graph, clip, &(struct gfla_window){.frames = 5, .size = 2}), "5 frames of 2 clips");
    assert_refused(gfla_window_mean(graph, plain, &(struct gfla_window){.size = 2}),
                   "plain tensor \"plain\" [2, 5, 3]");
}

static void shapes_that_cannot_be_packed_are_refused(void **state)
{
    assert_refused(gfla_pack(graph, sequence), "not \"sequence\" [2, 5, 9, 1]");
    assert_refused(gfla_unpack(graph, sequence, (struct gfla_shape){3, {2, 5, 8}}), "cannot be unpacked to [2, 5, 8]");
    assert_refused(gfla_unpack(graph, clip, (struct gfla_shape){5, {3, 5, 6, 4, 3}}), "[3, 5, 6, 4, 3]");
    assert_refused(gfla_unpack(graph, plain, plain->shape), "plain tensor \"plain\"");
    assert_refused(gfla_reshape(graph, plain, gfla_shape_1d(29)), "no shape [29]");
    assert_refused(gfla_reshape(graph, sequence, gfla_shape_1d(90)), "plain tensors");
}

static gfla_tensor *weights(struct gfla_shape shape)
{
    return gfla_graph_input(graph, "weights", shape, GFLA_LAYOUT_PLAIN);
}

static void weights_that_do_not_fit_are_refused(void **state)
{
    const struct gfla_conv1d_params one = {0};
    const struct gfla_conv3d_params six = {.frames = 6}, none = {.frames = 0};
    const struct gfla_shape in_time = {5, {7, 5, 3, 2, 2}}, image = {4, {7, 5, 3, 1}}, narrow = {3, {7, 4, 3}};
    assert_refused(gfla_conv1d(graph, sequence, weights(narrow), NULL, &one), "weights [7, 4, 3]");
    assert_refused(gfla_conv1d(graph, sequence, weights(image), NULL, &one), "3 dimensions");
    assert_refused(gfla_conv1d(graph, clip, plain, NULL, &one), "source [12, 5, 4, 3]");
    assert_refused(gfla_conv3d(graph, clip, plain, NULL, &six), "5 dimensions");
    assert_refused(gfla_conv3d(graph, clip, weights(in_time), NULL, &none), "clips of 0 frames");
}

static void norms_that_do_not_fit_are_refused(void **state)
{
    gfla_tensor *five = gfla_graph_input(graph, "five", gfla_shape_1d(5), GFLA_LAYOUT_PLAIN);
    assert_refused(gfla_layer_norm(graph, sequence, five, plain), "5 weights and 30 biases");
    assert_refused(gfla_layer_norm(graph, sequence, vectors, vectors), "plain ones");
    assert_refused(gfla_adaptive_layer_norm(graph, clip, vectors, vectors), "got scales [2, 5, 1, 1]");
    assert_refused(gfla_adaptive_layer_norm(graph, sequence, vectors, sequence), "one shape and layout");
}

static void nothing_in_nothing_out(void **state)
{
    assert_null(gfla_window_unfold(graph, NULL, &(struct gfla_window){.size = 1}));
    assert_null(gfla_pack(graph, NULL));
    assert_null(gfla_unpack(graph, NULL, gfla_shape_1d(1)));
    assert_null(gfla_reshape(graph, NULL, gfla_shape_1d(1)));
    assert_null(gfla_conv1d(graph, sequence, NULL, NULL, &(struct gfla_conv1d_params){0}));
    assert_null(gfla_conv3d(graph, NULL, plain, NULL, &(struct gfla_conv3d_params){0}));
    assert_null(gfla_layer_norm(graph, sequence, NULL, plain));
    assert_null(gfla_adaptive_layer_norm(graph, NULL, vectors, vectors));
    assert_int_equal(gfla_graph_status(graph), GFLA_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(windows_that_do_not_fit_are_refused, start, end),
        cmocka_unit_test_setup_teardown(shapes_that_cannot_be_packed_are_refused, start, end),
        cmocka_unit_test_setup_teardown(weights_that_do_not_fit_are_refused, start, end),
        cmocka_unit_test_setup_teardown(norms_that_do_not_fit_are_refused, start, end),
        cmocka_unit_test_setup_teardown(nothing_in_nothing_out, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
