/* Weight gradients of many small shapes by every algorithm that has one of its own, against plain C. Each plan runs
 * twice with other values: what a run leaves in its scratch must not reach the next. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "graph/plan.h"
#include "ops/conv2d.h"
#include "ops/dot_loss.h"
#include "ref/conv2d_ref.h"
#include "tests/device_fixture.h"

/* As of op cases (tests/ops/op_case.h), for sums of no more terms. */
#define TOLERANCE 5e-6

/* Channels on both sides of one, two and three blocks of 16; maps that end inside tiles of 4, with them, and before the
 * taps do. Their lengths have no common divisor, so that the sweep meets every pair. */
static const int src_channels[] = {1, 16, 40, 5, 31, 17, 33}, dst_channels[] = {3, 32, 1, 17, 40},
                 heights[] = {5, 1, 8, 13}, widths[] = {7, 2, 1, 11, 4, 3, 9, 12, 33, 6, 5};
static const struct {
    int size, stride, pad;
} kernels_3[] = {{3, 1, 1}, {3, 1, 0}, {3, 1, 2}}, kernels[] = {{3, 1, 1}, {4, 2, 1}, {1, 1, 0}, {5, 1, 2}, {3, 2, 1}};
#define AT(array, i) ((array)[(i) % (int)(sizeof(array) / sizeof *(array))])

/* Shape i of the sweep; false: the taps do not fit. */
static bool find_shape(int i, bool only_3, struct gfla_conv *g)
{
    const int size = only_3 ? AT(kernels_3, i).size : AT(kernels, i).size;
    *g = (struct gfla_conv){.n = 1 + i / 3 % 3,
                            .ic = AT(src_channels, i),
                            .ih = AT(heights, i),
                            .iw = AT(widths, i),
                            .oc = AT(dst_channels, i / 2),
                            .kh = size,
                            .kw = size,
                            .stride = only_3 ? AT(kernels_3, i).stride : AT(kernels, i).stride,
                            .pad = only_3 ? AT(kernels_3, i).pad : AT(kernels, i).pad,
                            .padding = i % 8 == 7 ? GFLA_CONV_PAD_REPLICATE : GFLA_CONV_PAD_ZERO};
    g->oh = (g->ih + 2 * g->pad - g->kh) / g->stride + 1;
    g->ow = (g->iw + 2 * g->pad - g->kw) / g->stride + 1;
    return g->ih + 2 * g->pad >= g->kh && g->iw + 2 * g->pad >= g->kw;
}

struct sides {
    gfla_tensor *src, *weights, *d_dst;
};

static void build(gfla_graph *graph, const struct gfla_conv *g, struct sides *s)
{
    const struct gfla_conv2d_params params = {.stride = g->stride, .pad = g->pad, .padding = (gfla_padding)g->padding};
    s->src = gfla_graph_input(graph, "src", gfla_shape_4d(g->n, g->ic, g->ih, g->iw), GFLA_LAYOUT_BLOCKED);
    s->weights = gfla_graph_param(graph, "weights", gfla_shape_4d(g->oc, g->ic, g->kh, g->kw));
    gfla_tensor *dst = gfla_conv2d(graph, s->src, s->weights, NULL, &params);
    s->d_dst = gfla_graph_input(graph, "d_dst", gfla_shape_4d(g->n, g->oc, g->oh, g->ow), GFLA_LAYOUT_BLOCKED);
    ok(gfla_graph_differentiate(graph, gfla_dot(graph, dst, s->d_dst)));
    gfla_graph_keep(s->weights->grad);
}

/* New random values of a tensor, on the device and returned; to be freed. */
static double *write_random(gfla_plan *plan, gfla_tensor *tensor, struct gfla_random *random)
{
    const size_t count = (size_t)gfla_shape_count(tensor->shape);
    float *floats = calloc(count, sizeof *floats);
    double *values = calloc(count, sizeof *values);
    assert_true(floats && values);
    for (size_t i = 0; i < count; i++)
        values[i] = floats[i] = gfla_random_uniform(random, -1, 1);
    ok(gfla_tensor_write(plan, tensor, floats));
    free(floats);
    return values;
}

/* The largest difference of the gradient from `expected`, as a part of the largest of those. */
static double error_of(gfla_plan *plan, gfla_tensor *gradient, const double *expected)
{
    const size_t count = (size_t)gfla_shape_count(gradient->shape);
    double largest = 1e-6, error = 0;
    float *values = calloc(count, sizeof *values);
    assert_non_null(values);
    ok(gfla_tensor_read(plan, gradient, values));
    for (size_t i = 0; i < count; i++) {
        const double difference = fabs(values[i] - expected[i]);
        largest = fmax(largest, fabs(expected[i]));
        error = difference > error || isnan(difference) ? difference : error;
    }
    free(values);
    return error / largest;
}

static double run_once(gfla_plan *plan, const struct gfla_conv *g, const struct sides *s, struct gfla_random *random)
{
    double *const src = write_random(plan, s->src, random), *const weights = write_random(plan, s->weights, random),
                  *const d_dst = write_random(plan, s->d_dst, random);
    double *expected = calloc((size_t)gfla_shape_count(s->weights->shape), sizeof *expected);
    assert_non_null(expected);
    gfla_plan_weights_changed(plan);
    ok(gfla_plan_run(plan));
    gfla_conv2d_ref_bwd(g, src, weights, d_dst, NULL, expected, NULL);
    const double error = error_of(plan, s->weights->grad, expected);
    free(src);
    free(weights);
    free(d_dst);
    free(expected);
    return error;
}

/* Runs the sweep by one algorithm, and fails after it where any shape was wrong. */
static void sweep(const char *algorithm, bool only_3, int n_shapes)
{
    int n_wrong = 0, n_run = 0;
    struct gfla_random random = gfla_random_seed(1, 0);
    if (!device)
        skip();
    for (int i = 0; i < n_shapes; i++) {
        gfla_graph *graph;
        gfla_plan *plan;
        struct gfla_conv g;
        struct sides s;
        if (!find_shape(i, only_3, &g))
            continue;
        ok(gfla_graph_create(&graph));
        build(graph, &g, &s);
        ok(gfla_plan_create(
            &plan, graph, device,
            &(struct gfla_plan_params){.training = true, .algorithm = algorithm, .untuned = true, .isolate = true}));
        for (int run = 0; run < 2; run++) {
            const double error = run_once(plan, &g, &s, &random);
            if (error <= TOLERANCE)
                continue;
            n_wrong++;
            print_message("%s %d->%d %dx%d s%d p%d @%dx%d n%d, run %d: off by %.1e\n", algorithm, g.ic, g.oc, g.kh,
                          g.kw, g.stride, g.pad, g.ih, g.iw, g.n, run, error);
        }
        n_run++;
        gfla_plan_destroy(&plan);
        gfla_graph_destroy(&graph);
    }
    assert_true(n_run > n_shapes / 2);
    assert_int_equal(n_wrong, 0);
}

static void winograd_in_steps(void **state)
{
    sweep("winograd4_weights", true, 40);
}

static void winograd_in_ranges(void **state)
{
    sweep("winograd4_weights_ranges", true, 40);
}

static void tiles(void **state)
{
    sweep("tile", false, 90);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(winograd_in_steps),
        cmocka_unit_test(winograd_in_ranges),
        cmocka_unit_test(tiles),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
