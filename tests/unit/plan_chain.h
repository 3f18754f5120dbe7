/* tests/unit/plan_chain.h - for tests of the planner: two convolutions with a relu between them, and the devices to
 * plan them on. */
#ifndef GFLA_TESTS_PLAN_CHAIN_H
#define GFLA_TESTS_PLAN_CHAIN_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ops/activation.h"
#include "ops/conv2d.h"
#include "graph/plan.h"
#include "tests/ok.h"

#define SIDE 8
#define CHANNELS 16
#define MAP_FLOATS (CHANNELS * SIDE * SIDE)

static gfla_device *device, *null_device;

static inline void assert_says(const char *text)
{
    if (!strstr(gfla_error_message(), text))
        fail_msg("no \"%s\" in: %s", text, gfla_error_message());
}

/* x -> conv -> relu -> conv -> y, and a hidden tensor between. */
struct chain {
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *x, *hidden, *y;
};

static inline gfla_tensor *conv(gfla_graph *g, gfla_tensor *src, const char *name)
{
    gfla_graph_push(g, "%s", name);
    gfla_tensor *weight = gfla_graph_param(g, "weight", gfla_shape_4d(CHANNELS, CHANNELS, 3, 3));
    gfla_tensor *bias = gfla_graph_param(g, "bias", gfla_shape_1d(CHANNELS));
    gfla_graph_pop(g);
    return gfla_conv2d(g, src, weight, bias, &(struct gfla_conv2d_params){.pad = 1});
}

static inline void chain_build(struct chain *c)
{
    ok(gfla_graph_create(&c->graph));
    c->x = gfla_graph_input(c->graph, "x", gfla_shape_4d(1, CHANNELS, SIDE, SIDE), GFLA_LAYOUT_BLOCKED);
    c->hidden = gfla_graph_name(c->graph, gfla_relu(c->graph, conv(c->graph, c->x, "a")), "hidden");
    c->y = gfla_graph_keep(conv(c->graph, c->hidden, "b"));
    ok(gfla_graph_status(c->graph));
}

static inline void chain_plan(struct chain *c, gfla_device *on, const struct gfla_plan_params *params)
{
    ok(gfla_plan_create(&c->plan, c->graph, on, params));
}

static inline void chain_end(struct chain *c)
{
    gfla_plan_destroy(&c->plan);
    gfla_graph_destroy(&c->graph);
}

static inline void write_constant(gfla_plan *plan, gfla_tensor *tensor, float value)
{
    int64_t count = gfla_shape_count(tensor->shape);
    float *values = calloc((size_t)count, sizeof *values);
    for (int64_t i = 0; i < count; i++)
        values[i] = value;
    ok(gfla_tensor_write(plan, tensor, values));
    free(values);
}

/* Weights that only let the middle tap of the same channel through, times `gain`; then y = gain_b relu(gain_a x). */
static inline void write_weights(struct chain *c, const char *name, float gain)
{
    float values[CHANNELS * CHANNELS * 9] = {0};
    for (int i = 0; i < CHANNELS; i++)
        values[(i * CHANNELS + i) * 9 + 4] = gain;
    ok(gfla_tensor_write(c->plan, gfla_graph_find(c->graph, name), values));
}

static inline void assert_output(struct chain *c, float expected)
{
    float values[MAP_FLOATS];
    ok(gfla_tensor_read(c->plan, c->y, values));
    for (int i = 0; i < MAP_FLOATS; i++)
        assert_true(fabsf(values[i] - expected) <= 1e-6f * fabsf(expected));
}

/* Launches of one run, counted by the profiler. */
static inline size_t launches_of_a_run(gfla_plan *plan)
{
    const struct gfla_profile_row *rows;
    size_t n_rows, n = 0;
    ok(gfla_device_profile(device, true));
    ok(gfla_plan_run(plan));
    ok(gfla_device_profile_rows(device, &rows, &n_rows));
    for (size_t i = 0; i < n_rows; i++)
        n += rows[i].count;
    ok(gfla_device_profile(device, false));
    return n;
}

/* Group setup and its end. */
static inline int open_devices(void **state)
{
    gfla_device_open(&device, NULL, NULL); /* without one the tests that need it skip */
    if (device && gfla_device_get_info(device)->kind == GFLA_DEVICE_NULL)
        gfla_device_destroy(&device);
    return gfla_device_open(&null_device, NULL, "null");
}

static inline int close_devices(void **state)
{
    gfla_device_destroy(&device);
    gfla_device_destroy(&null_device);
    return 0;
}

#endif
