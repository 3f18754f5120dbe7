/* The planner: what runs when, and what can be read afterwards. */
#include "plan_chain.h"

#include "base/memory.h"
#include "ops/add.h"
#include "ops/dot_loss.h"
#include "ops/mul.h"

static void weights_are_packed_once(void **state)
{
    struct chain c = {0};
    if (!device)
        skip();
    chain_build(&c);
    chain_plan(&c, device, &(struct gfla_plan_params){.algorithm = "tile"});
    write_weights(&c, "a.weight", 2);
    write_weights(&c, "b.weight", 3);
    write_constant(c.plan, c.x, 1);
    assert_int_equal(gfla_plan_n_launches(c.plan), 2); /* two convolutions, the first with the activation */
    assert_int_equal(launches_of_a_run(c.plan), 4);    /* and both packings */
    assert_output(&c, 6);
    assert_int_equal(launches_of_a_run(c.plan), 2);
    assert_output(&c, 6);
    write_weights(&c, "b.weight", 5);
    gfla_plan_weights_changed(c.plan);
    assert_int_equal(launches_of_a_run(c.plan), 4);
    assert_output(&c, 10);
    chain_end(&c);
}

static void training_packs_every_time(void **state)
{
    struct chain c = {0};
    if (!device)
        skip();
    chain_build(&c);
    chain_plan(&c, device, &(struct gfla_plan_params){.training = true, .algorithm = "tile"});
    write_constant(c.plan, c.x, 1);
    write_weights(&c, "a.weight", 2);
    write_weights(&c, "b.weight", 3);
    assert_int_equal(gfla_plan_n_launches(c.plan), 4);
    assert_int_equal(launches_of_a_run(c.plan), 4);
    write_weights(&c, "a.weight", 7);
    assert_int_equal(launches_of_a_run(c.plan), 4);
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
    assert_true(gfla_plan_flops_of(plain.plan, GFLA_OP_CONVOLUTION) == 2 * 2.0 * CHANNELS * CHANNELS * 9 * SIDE * SIDE);
    chain_end(&plain);
    chain_end(&more);
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
    assert_int_equal(gfla_plan_create(&c.plan, c.graph, null_device, &(struct gfla_plan_params){.algorithm = "fft"}),
                     GFLA_ERROR_USAGE);
    assert_says("\"fft\"");
    chain_end(&c);
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
    gfla_tensor *w = gfla_graph_param(graph, "w", gfla_shape_1d(4)),
                *v = gfla_graph_input(graph, "v", gfla_shape_1d(4), GFLA_LAYOUT_PLAIN);
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

/* y = w x + detach(w x): the value counts both, the gradient one; the detached view shares memory while it is
 * needed. */
static void detached_values_count(void **state)
{
    gfla_graph *graph;
    gfla_plan *plan;
    float values[4] = {1, 2, 3, 4}, found[4];
    if (!device)
        skip();
    ok(gfla_graph_create(&graph));
    gfla_tensor *w = gfla_graph_param(graph, "w", gfla_shape_1d(4)),
                *x = gfla_graph_input(graph, "x", gfla_shape_1d(4), GFLA_LAYOUT_PLAIN);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_are_packed_once),
        cmocka_unit_test(training_packs_every_time),
        cmocka_unit_test(a_second_run_makes_nothing),
        cmocka_unit_test(only_what_is_kept_is_readable),
        cmocka_unit_test(keep_all_keeps_named_activations),
        cmocka_unit_test(unused_nodes_are_dropped),
        cmocka_unit_test(a_graph_has_one_plan),
        cmocka_unit_test(unknown_algorithms_are_refused),
        cmocka_unit_test(a_tensor_used_twice_sums),
        cmocka_unit_test(detached_values_count),
        cmocka_unit_test(state_starts_filled_and_stays),
    };
    return cmocka_run_group_tests(tests, open_devices, close_devices);
}
