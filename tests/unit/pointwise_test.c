/* What the builders of element-wise and structural ops refuse, and what they say; no device is needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "ops/activation.h"
#include "ops/add.h"
#include "ops/concat.h"
#include "ops/instance_norm.h"
#include "ops/mask_blend.h"
#include "ops/mul.h"
#include "ops/resize.h"
#include "ops/softmax.h"
#include "ops/tile.h"

static gfla_graph *graph;
static gfla_tensor *map, *small, *mask, *two_masks, *plain, *weights; /* map: 21 channels of 4 x 6 */

static int start(void **state)
{
    if (gfla_graph_create(&graph) != GFLA_OK)
        return 1;
    map = gfla_graph_input(graph, "map", gfla_shape_4d(2, 21, 4, 6), GFLA_LAYOUT_BLOCKED);
    small = gfla_graph_input(graph, "small", gfla_shape_4d(2, 21, 4, 5), GFLA_LAYOUT_BLOCKED);
    mask = gfla_graph_input(graph, "mask", gfla_shape_4d(2, 1, 4, 6), GFLA_LAYOUT_BLOCKED);
    two_masks = gfla_graph_input(graph, "two_masks", gfla_shape_4d(2, 2, 4, 6), GFLA_LAYOUT_BLOCKED);
    plain = gfla_graph_input(graph, "plain", gfla_shape_4d(2, 21, 4, 6), GFLA_LAYOUT_PLAIN);
    weights = gfla_graph_input(graph, "weights", gfla_shape_1d(21), GFLA_LAYOUT_PLAIN);
    return gfla_graph_status(graph);
}

static int end(void **state)
{
    gfla_graph_destroy(&graph);
    return 0;
}

/* The builder returned nothing, appended nothing, and the graph says why. */
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

static void shapes_that_do_not_fit_are_refused(void **state)
{
    assert_refused(gfla_add(graph, map, small), "[2, 21, 4, 5]");
    assert_refused(gfla_add(graph, map, plain), "one shape and layout");
    assert_refused(gfla_mul(graph, map, two_masks), "\"two_masks\" [2, 2, 4, 6]");
    assert_refused(gfla_mul(graph, mask, map), "one shape and layout");
    assert_refused(gfla_mask_blend(graph, map, map, two_masks), "one channel");
    assert_refused(gfla_mask_blend(graph, map, small, mask), "one shape and layout");
    assert_refused(gfla_tile(graph, map, 8, 8), "\"map\" [2, 21, 4, 6]");
    assert_refused(gfla_concat(graph, (gfla_tensor *[]){map, small}, 2), "[2, 21, 4, 5]");
    assert_refused(gfla_concat(graph, NULL, 0), "1 to 8");
    assert_refused(gfla_slice_channels(graph, map, 20, 2), "with 21");
    assert_refused(gfla_slice_channels(graph, map, -1, 2), "with 21");
    assert_refused(gfla_instance_norm(graph, two_masks, weights, weights), "2 channels got 21 weights");
    assert_refused(gfla_resize_bilinear(graph, map, 0, 4, 1), "[2, 21, 0, 4]");
    assert_refused(gfla_resize_bilinear(graph, map, -4, -4, 1), "[2, 21, -4, -4]");
    assert_refused(gfla_resize_bilinear(graph, map, 1 << 15, 1 << 15, 1), "1 to 2147483647 elements");
}

static void plain_tensors_are_refused_where_maps_are_meant(void **state)
{
    assert_refused(gfla_softmax_channels(graph, plain), "\"plain\"");
    assert_refused(gfla_concat(graph, (gfla_tensor *[]){map, plain}, 2), "\"plain\"");
    assert_refused(gfla_resize_bilinear(graph, plain, 8, 8, 1), "\"plain\"");
    assert_refused(gfla_avg_pool2(graph, plain), "\"plain\"");
    assert_refused(gfla_instance_norm(graph, plain, weights, weights), "\"plain\"");
}

static void negative_slopes_are_refused(void **state)
{
    assert_refused(gfla_leaky_relu(graph, map, -0.1f), "-0.1");
    assert_refused(gfla_instance_norm_leaky_relu(graph, map, weights, weights, -1.0f), "slope -1");
}

static void nothing_in_is_nothing_out(void **state)
{
    assert_null(gfla_add(graph, map, NULL));
    assert_null(gfla_scale(graph, NULL, 2));
    assert_null(gfla_mul(graph, NULL, map));
    assert_null(gfla_leaky_relu(graph, NULL, 0.1f));
    assert_null(gfla_tanh(graph, NULL));
    assert_null(gfla_sigmoid(graph, NULL));
    assert_null(gfla_softmax_channels(graph, NULL));
    assert_null(gfla_instance_norm(graph, map, NULL, weights));
    assert_null(gfla_mask_blend(graph, map, map, NULL));
    assert_null(gfla_tile(graph, NULL, 2, 2));
    assert_null(gfla_concat(graph, (gfla_tensor *[]){map, NULL}, 2));
    assert_null(gfla_slice_channels(graph, NULL, 0, 1));
    assert_null(gfla_resize_bilinear(graph, NULL, 2, 2, 1));
    assert_null(gfla_avg_pool2(graph, NULL));
    assert_int_equal(gfla_graph_status(graph), GFLA_OK);
    assert_int_equal(gfla_graph_n_nodes(graph), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_that_do_not_fit_are_refused),
        cmocka_unit_test(plain_tensors_are_refused_where_maps_are_meant),
        cmocka_unit_test(negative_slopes_are_refused),
        cmocka_unit_test(nothing_in_is_nothing_out),
    };
    return cmocka_run_group_tests(tests, start, end);
}
