/* The planner: what runs when, where it lies, and what can be read afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "models/gfla/shapenet.h"
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/conv2d.h"
#include "ops/dot_loss.h"
#include "ops/mul.h"
#include "ops/plan.h"

#define SIDE 8
#define CHANNELS 16
#define MAP_FLOATS (CHANNELS * SIDE * SIDE)

static gfla_device *device, *null_device;

static void ok(gfla_status status)
{
    if (status != GFLA_OK)
        fail_msg("%s", gfla_error_message());
}

static void assert_says(const char *text)
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

static gfla_tensor *conv(gfla_graph *g, gfla_tensor *src, const char *name)
{
    gfla_graph_push(g, "%s", name);
    gfla_tensor *weight = gfla_graph_param(g, "weight", gfla_shape_4d(CHANNELS, CHANNELS, 3, 3));
    gfla_tensor *bias = gfla_graph_param(g, "bias", gfla_shape_1d(CHANNELS));
    gfla_graph_pop(g);
    return gfla_conv2d(g, src, weight, bias, &(struct gfla_conv2d_params){.pad = 1});
}

static void chain_build(struct chain *c)
{
    ok(gfla_graph_create(&c->graph));
    c->x = gfla_graph_input(c->graph, "x", gfla_shape_4d(1, CHANNELS, SIDE, SIDE), GFLA_LAYOUT_BLOCKED);
    c->hidden = gfla_graph_name(c->graph, gfla_relu(c->graph, conv(c->graph, c->x, "a")), "hidden");
    c->y = gfla_graph_keep(conv(c->graph, c->hidden, "b"));
    ok(gfla_graph_status(c->graph));
}

static void chain_plan(struct chain *c, gfla_device *on, const struct gfla_plan_params *params)
{
    ok(gfla_plan_create(&c->plan, c->graph, on, params));
}

static void chain_end(struct chain *c)
{
    gfla_plan_destroy(&c->plan);
    gfla_graph_destroy(&c->graph);
}

static void write_constant(gfla_plan *plan, gfla_tensor *tensor, float value)
{
    int64_t count = gfla_shape_count(tensor->shape);
    float *values = calloc((size_t)count, sizeof *values);
    for (int64_t i = 0; i < count; i++)
        values[i] = value;
    ok(gfla_tensor_write(plan, tensor, values));
    free(values);
}

/* Weights that only let the middle tap of the same channel through, times `gain`; then y = gain_b relu(gain_a x). */
static void write_weights(struct chain *c, const char *name, float gain)
{
    float values[CHANNELS * CHANNELS * 9] = {0};
    for (int i = 0; i < CHANNELS; i++)
        values[(i * CHANNELS + i) * 9 + 4] = gain;
    ok(gfla_tensor_write(c->plan, gfla_graph_find(c->graph, name), values));
}

static void assert_output(struct chain *c, float expected)
{
    float values[MAP_FLOATS];
    ok(gfla_tensor_read(c->plan, c->y, values));
    for (int i = 0; i < MAP_FLOATS; i++)
        assert_true(fabsf(values[i] - expected) <= 1e-6f * fabsf(expected));
}

/* Launches of one run, counted by the profiler. */
static size_t launches_of_a_run(gfla_plan *plan)
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

static void weights_are_packed_once(void **state)
{
    struct chain c = {0};
    if (!device)
        skip();
    chain_build(&c);
    chain_plan(&c, device, &(struct gfla_plan_params){.conv_algorithm = "tile"});
    write_weights(&c, "a.weight", 2);
    write_weights(&c, "b.weight", 3);
    write_constant(c.plan, c.x, 1);
    assert_int_equal(gfla_plan_n_launches(c.plan), 3); /* two convolutions, one activation */
    assert_int_equal(launches_of_a_run(c.plan), 5);    /* and both packings */
    assert_output(&c, 6);
    assert_int_equal(launches_of_a_run(c.plan), 3);
    assert_output(&c, 6);
    write_weights(&c, "b.weight", 5);
    gfla_plan_weights_changed(c.plan);
    assert_int_equal(launches_of_a_run(c.plan), 5);
    assert_output(&c, 10);
    chain_end(&c);
}

static void training_packs_every_time(void **state)
{
    struct chain c = {0};
    if (!device)
        skip();
    chain_build(&c);
    chain_plan(&c, device, &(struct gfla_plan_params){.training = true, .conv_algorithm = "tile"});
    write_constant(c.plan, c.x, 1);
    write_weights(&c, "a.weight", 2);
    write_weights(&c, "b.weight", 3);
    assert_int_equal(gfla_plan_n_launches(c.plan), 5);
    assert_int_equal(launches_of_a_run(c.plan), 5);
    write_weights(&c, "a.weight", 7);
    assert_int_equal(launches_of_a_run(c.plan), 5);
    assert_output(&c, 21);
    chain_end(&c);
}

static void a_second_run_makes_nothing(void **state)
{
    struct chain c = {0};
    size_t before[GFLA_MEMORY_KIND_COUNT];
    if (!device)
        skip();
    chain_build(&c);
    chain_plan(&c, device, NULL);
    write_constant(c.plan, c.x, 1);
    ok(gfla_plan_run(c.plan));
    ok(gfla_device_finish(device));
    struct gfla_program_counts programs = gfla_device_program_counts(device);
    size_t peak = gfla_device_memory_peak(device);
    for (int kind = 0; kind < GFLA_MEMORY_KIND_COUNT; kind++)
        before[kind] = gfla_device_memory_used(device, (enum gfla_memory_kind)kind);
    gfla_memory_fail_at(1); /* any allocation of the host would fail */
    gfla_status status = gfla_plan_run(c.plan);
    gfla_memory_fail_at(0);
    ok(status);
    ok(gfla_device_finish(device));
    assert_int_equal(gfla_device_program_counts(device).built, programs.built);
    assert_int_equal(gfla_device_program_counts(device).from_disk, programs.from_disk);
    assert_int_equal(gfla_device_memory_peak(device), peak);
    for (int kind = 0; kind < GFLA_MEMORY_KIND_COUNT; kind++)
        assert_int_equal(gfla_device_memory_used(device, (enum gfla_memory_kind)kind), before[kind]);
    chain_end(&c);
}

static void a_plan_frees_all_it_took(void **state)
{
    struct chain c = {0};
    chain_build(&c);
    chain_plan(&c, null_device, NULL);
    assert_true(gfla_device_memory_used(null_device, GFLA_MEMORY_WEIGHTS) > 0);
    chain_end(&c);
    for (int kind = 0; kind < GFLA_MEMORY_KIND_COUNT; kind++)
        assert_int_equal(gfla_device_memory_used(null_device, (enum gfla_memory_kind)kind), 0);
}

static void only_what_is_kept_is_readable(void **state)
{
    struct chain c = {0};
    float values[MAP_FLOATS];
    if (!device)
        skip();
    chain_build(&c);
    chain_plan(&c, device, NULL);
    gfla_graph_keep(c.hidden); /* too late */
    write_constant(c.plan, c.x, 1);
    ok(gfla_plan_run(c.plan));
    assert_int_equal(gfla_tensor_read(c.plan, c.hidden, values), GFLA_ERROR_USAGE);
    assert_says("\"hidden\"");
    assert_says("gfla_graph_keep");
    ok(gfla_tensor_read(c.plan, c.y, values));
    chain_end(&c);
}

static void keep_all_keeps_named_activations(void **state)
{
    struct chain c = {0};
    float values[MAP_FLOATS];
    if (!device)
        skip();
    chain_build(&c);
    chain_plan(&c, device, &(struct gfla_plan_params){.keep_all = true});
    write_constant(c.plan, c.x, 1);
    write_weights(&c, "a.weight", 2);
    ok(gfla_plan_run(c.plan));
    ok(gfla_tensor_read(c.plan, c.hidden, values));
    assert_true(values[0] == 2 && values[MAP_FLOATS - 1] == 2);
    chain_end(&c);
}

/* What nobody reads is neither launched nor counted. */
static void unused_nodes_are_dropped(void **state)
{
    struct chain plain = {0}, more = {0};
    chain_build(&plain);
    chain_build(&more);
    conv(more.graph, gfla_relu(more.graph, more.hidden), "unused");
    chain_plan(&plain, null_device, NULL);
    chain_plan(&more, null_device, NULL);
    assert_int_equal(gfla_plan_n_launches(more.plan), gfla_plan_n_launches(plain.plan));
    assert_true(gfla_plan_flops(more.plan) == gfla_plan_flops(plain.plan));
    assert_true(gfla_plan_conv_flops(plain.plan) == 2 * 2.0 * CHANNELS * CHANNELS * 9 * SIDE * SIDE);
    chain_end(&plain);
    chain_end(&more);
}

static void plans_share_parameters(void **state)
{
    struct chain first = {0}, second = {0};
    if (!device)
        skip();
    chain_build(&first);
    chain_build(&second);
    chain_plan(&first, device, NULL);
    chain_plan(&second, device, &(struct gfla_plan_params){.shared = first.plan});
    assert_ptr_equal(gfla_graph_find(first.graph, "a.weight")->buffer, gfla_graph_find(second.graph, "a.weight")->buffer);
    assert_int_equal(gfla_plan_get_memory(second.plan).weights, /* its packed weights are its own */
                     gfla_plan_get_memory(first.plan).weights - 2 * sizeof(float) * (CHANNELS * CHANNELS * 9 + CHANNELS));
    write_weights(&first, "a.weight", 2);
    write_weights(&second, "b.weight", 4);
    write_constant(first.plan, first.x, 1);
    write_constant(second.plan, second.x, 10);
    ok(gfla_plan_run(first.plan));
    ok(gfla_plan_run(second.plan));
    assert_output(&first, 8);
    assert_output(&second, 80);
    chain_end(&second);
    ok(gfla_plan_run(first.plan));
    assert_output(&first, 8);
    chain_end(&first);
}

static void share(gfla_graph *graph, gfla_plan *with, gfla_device *on, gfla_status code, const char *text)
{
    gfla_plan *plan;
    gfla_status status = gfla_plan_create(&plan, graph, on, &(struct gfla_plan_params){.shared = with});
    assert_int_equal(status, code);
    if (code != GFLA_OK)
        assert_says(text);
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

static void only_what_fits_is_shared(void **state)
{
    struct chain c = {0};
    gfla_graph *graph;
    gfla_device *other;
    ok(gfla_device_open(&other, "null"));
    chain_build(&c);
    chain_plan(&c, null_device, NULL);
    ok(gfla_graph_create(&graph));
    gfla_graph_param(graph, "a.bias", gfla_shape_1d(CHANNELS + 1));
    share(graph, c.plan, null_device, GFLA_ERROR_USAGE, "a.bias: shape [17] here, [16] there");
    ok(gfla_graph_create(&graph));
    gfla_graph_param(graph, "a.bias", gfla_shape_1d(CHANNELS));
    share(graph, c.plan, other, GFLA_ERROR_USAGE, "another device");
    ok(gfla_graph_create(&graph));
    gfla_graph_state(graph, "x", gfla_shape_1d(3), 0); /* an input there: not the same thing */
    share(graph, c.plan, null_device, GFLA_OK, "");
    chain_end(&c);
    gfla_device_destroy(&other);
}

static void a_graph_has_one_plan(void **state)
{
    struct chain c = {0};
    gfla_plan *second;
    chain_build(&c);
    chain_plan(&c, null_device, NULL);
    assert_int_equal(gfla_plan_create(&second, c.graph, null_device, NULL), GFLA_ERROR_USAGE);
    assert_null(second);
    assert_says("a plan already");
    chain_end(&c);
    gfla_plan_destroy(NULL);
}

static void unknown_algorithms_are_refused(void **state)
{
    struct chain c = {0};
    chain_build(&c);
    assert_int_equal(gfla_plan_create(&c.plan, c.graph, null_device, &(struct gfla_plan_params){.conv_algorithm = "fft"}),
                     GFLA_ERROR_USAGE);
    assert_says("\"fft\"");
    chain_end(&c);
}

/* The whole network, planned without a device: memory is reported, and reuse saves most of it. */
static gfla_status plan_shapenet(int size, gfla_device *on, struct gfla_plan_memory *memory)
{
    gfla_status status;
    gfla_graph *graph = NULL;
    gfla_plan *plan = NULL;
    struct gfla_shapenet net;
    TRY(gfla_graph_create(&graph));
    TRY(gfla_shapenet_build(graph, &(struct gfla_shapenet_config){.size = size}, &net));
    TRY(gfla_plan_create(&plan, graph, on, NULL));
    *memory = gfla_plan_get_memory(plan);
fail:
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
    return status;
}

static void the_arena_is_reused(void **state)
{
    struct gfla_plan_memory m;
    ok(plan_shapenet(256, null_device, &m));
    assert_true(m.weights >= 4u * 14341323); /* and the packed ones */
    assert_true(m.inputs >= 4u * 16 * 256 * 256);
    assert_true(m.activations_total > m.arena);
    assert_true(m.arena < m.activations_total / 3);
    assert_true(m.arena >= 4u * 64 * 256 * 256 / 2); /* block0's 64 channels at 128 x 128, in and out */
    assert_true(m.state == 0 && m.gradients == 0);
}

static void short_memory_says_how_much(void **state)
{
    gfla_device *small;
    struct gfla_plan_memory m;
    ok(gfla_device_open(&small, "null"));
    struct gfla_device_info *info = (struct gfla_device_info *)gfla_device_get_info(small);
    info->global_memory = 64u << 20; /* enough for the parameters, not for what follows */
    assert_int_equal(plan_shapenet(256, small, &m), GFLA_ERROR_MEMORY);
    assert_says("64.0 MiB");
    assert_says("needs ");
    assert_says("hint:");
    for (int kind = 0; kind < GFLA_MEMORY_KIND_COUNT; kind++)
        assert_int_equal(gfla_device_memory_used(small, (enum gfla_memory_kind)kind), 0);
    info->global_memory = (uint64_t)1 << 40;
    info->max_allocation = 8u << 20; /* one activation of the published network is larger */
    assert_int_equal(plan_shapenet(1024, small, &m), GFLA_ERROR_MEMORY);
    assert_says("at most 8");
    gfla_device_destroy(&small);
}

/* Windows of the arena that are kept to the end, against those that make room: the same bits. */
static void reuse_changes_nothing(void **state)
{
    struct chain c[2] = {{0}};
    float found[2][MAP_FLOATS];
    if (!device)
        skip();
    for (int i = 0; i < 2; i++) {
        chain_build(&c[i]);
        gfla_tensor *y = c[i].y;
        for (int layer = 0; layer < 6; layer++) {
            char name[8] = "layer0";
            name[5] = (char)('0' + layer);
            y = gfla_add(c[i].graph, gfla_relu(c[i].graph, conv(c[i].graph, y, name)), layer % 2 ? c[i].hidden : y);
        }
        c[i].y = gfla_graph_keep(y);
        for (size_t t = 0; i == 1 && t < gfla_graph_n_tensors(c[i].graph); t++)
            gfla_graph_keep(gfla_graph_tensor(c[i].graph, t));
        chain_plan(&c[i], device, NULL);
        for (size_t t = 0; t < gfla_graph_n_tensors(c[i].graph); t++)
            if (gfla_graph_tensor(c[i].graph, t)->role == GFLA_ROLE_PARAM)
                write_constant(c[i].plan, gfla_graph_tensor(c[i].graph, t), 0.01f);
        write_constant(c[i].plan, c[i].x, 1);
        ok(gfla_plan_run(c[i].plan));
        ok(gfla_tensor_read(c[i].plan, c[i].y, found[i]));
    }
    assert_true(gfla_plan_get_memory(c[0].plan).arena < gfla_plan_get_memory(c[1].plan).arena);
    assert_memory_equal(found[0], found[1], sizeof found[0]);
    assert_true(found[0][0] != 0);
    chain_end(&c[0]);
    chain_end(&c[1]);
}

/* d/dw of sum(w w v): w is read twice by one node, and its gradient is 2 w v. */
static void a_tensor_used_twice_sums(void **state)
{
    gfla_graph *graph;
    gfla_plan *plan;
    float values[4] = {1, 2, 3, 4}, found[4];
    if (!device)
        skip();
    ok(gfla_graph_create(&graph));
    gfla_tensor *w = gfla_graph_param(graph, "w", gfla_shape_1d(4)), *v = gfla_graph_input(graph, "v", gfla_shape_1d(4), GFLA_LAYOUT_PLAIN);
    ok(gfla_graph_differentiate(graph, gfla_dot(graph, gfla_mul(graph, w, w), v)));
    gfla_graph_keep(w->grad);
    ok(gfla_plan_create(&plan, graph, device, &(struct gfla_plan_params){.training = true}));
    ok(gfla_tensor_write(plan, w, values));
    ok(gfla_tensor_write(plan, v, values));
    ok(gfla_plan_run(plan));
    ok(gfla_tensor_read(plan, w->grad, found));
    for (int i = 0; i < 4; i++)
        assert_true(found[i] == 2 * values[i] * values[i]);
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

/* y = w x + detach(w x): the value counts both, the gradient one; the detached view shares memory while it is needed. */
static void detached_values_count(void **state)
{
    gfla_graph *graph;
    gfla_plan *plan;
    float values[4] = {1, 2, 3, 4}, found[4];
    if (!device)
        skip();
    ok(gfla_graph_create(&graph));
    gfla_tensor *w = gfla_graph_param(graph, "w", gfla_shape_1d(4)), *x = gfla_graph_input(graph, "x", gfla_shape_1d(4), GFLA_LAYOUT_PLAIN);
    gfla_tensor *product = gfla_mul(graph, w, x), *stopped = gfla_graph_keep(gfla_graph_detach(graph, product));
    gfla_tensor *sum = gfla_graph_keep(gfla_add(graph, gfla_scale(graph, gfla_relu(graph, product), 1), stopped));
    ok(gfla_graph_differentiate(graph, gfla_dot(graph, sum, x)));
    gfla_graph_keep(w->grad);
    ok(gfla_plan_create(&plan, graph, device, &(struct gfla_plan_params){.training = true}));
    ok(gfla_tensor_write(plan, w, values));
    ok(gfla_tensor_write(plan, x, values));
    ok(gfla_plan_run(plan));
    ok(gfla_tensor_read(plan, sum, found));
    for (int i = 0; i < 4; i++)
        assert_true(found[i] == 2 * values[i] * values[i]);
    ok(gfla_tensor_read(plan, stopped, found));
    for (int i = 0; i < 4; i++)
        assert_true(found[i] == values[i] * values[i]);
    ok(gfla_tensor_read(plan, w->grad, found));
    for (int i = 0; i < 4; i++)
        assert_true(found[i] == values[i] * values[i]);
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

static void state_starts_filled_and_stays(void **state)
{
    gfla_graph *graph;
    gfla_plan *plan;
    float found[5];
    if (!device)
        skip();
    ok(gfla_graph_create(&graph));
    gfla_tensor *s = gfla_graph_state(graph, "s", gfla_shape_1d(5), 2.5f);
    gfla_tensor *y = gfla_graph_keep(gfla_scale(graph, s, 2));
    ok(gfla_plan_create(&plan, graph, device, NULL));
    ok(gfla_plan_run(plan));
    ok(gfla_plan_run(plan));
    ok(gfla_tensor_read(plan, y, found));
    assert_true(found[0] == 5 && found[4] == 5);
    ok(gfla_tensor_read(plan, s, found));
    assert_true(found[0] == 2.5f && found[4] == 2.5f);
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

static int open_devices(void **state)
{
    gfla_device_open(&device, NULL); /* without one the tests that need it skip */
    if (device && gfla_device_get_info(device)->kind == GFLA_DEVICE_NULL)
        gfla_device_destroy(&device);
    return gfla_device_open(&null_device, "null");
}

static int close_devices(void **state)
{
    gfla_device_destroy(&device);
    gfla_device_destroy(&null_device);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_are_packed_once),
        cmocka_unit_test(training_packs_every_time),
        cmocka_unit_test(a_second_run_makes_nothing),
        cmocka_unit_test(a_plan_frees_all_it_took),
        cmocka_unit_test(only_what_is_kept_is_readable),
        cmocka_unit_test(keep_all_keeps_named_activations),
        cmocka_unit_test(unused_nodes_are_dropped),
        cmocka_unit_test(plans_share_parameters),
        cmocka_unit_test(only_what_fits_is_shared),
        cmocka_unit_test(a_graph_has_one_plan),
        cmocka_unit_test(unknown_algorithms_are_refused),
        cmocka_unit_test(the_arena_is_reused),
        cmocka_unit_test(short_memory_says_how_much),
        cmocka_unit_test(reuse_changes_nothing),
        cmocka_unit_test(a_tensor_used_twice_sums),
        cmocka_unit_test(detached_values_count),
        cmocka_unit_test(state_starts_filled_and_stays),
    };
    return cmocka_run_group_tests(tests, open_devices, close_devices);
}
