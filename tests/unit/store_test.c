/* What a run leaves in a state: the value of that run, also with other nodes behind it, and what is refused. */
#include "tests/unit/scratch.h"

#include "ops/add.h"
#include "graph/plan.h"
#include "ops/store.h"
#include "tests/ok.h"

static gfla_device *device;

static int open_device(void **state)
{
    return gfla_device_open(&device, NULL, NULL) == GFLA_OK ? 0 : 1;
}

static int close_device(void **state)
{
    gfla_device_destroy(&device);
    return 0;
}

static void a_state_keeps_what_a_run_made(void **state)
{
    const struct gfla_shape shape = {2, {3, 7}};
    float values[21], kept[21], sum[21];
    gfla_graph *graph;
    gfla_plan *plan;
    ok(gfla_graph_create(&graph));
    gfla_tensor *x = gfla_graph_input(graph, "x", shape, GFLA_LAYOUT_PLAIN),
                *last = gfla_graph_state(graph, "last", shape, 0.5f);
    gfla_tensor *twice = gfla_scale(graph, x, 2);
    ok(gfla_store(graph, twice, last));
    gfla_tensor *out = gfla_graph_keep(gfla_add(graph, twice, gfla_scale(graph, twice, 3)));
    ok(gfla_plan_create(&plan, graph, device, &(struct gfla_plan_params){.training = true}));
    ok(gfla_tensor_read(plan, last, kept));
    assert_true(kept[20] == 0.5f);
    for (int run = 0; run < 2; run++) {
        for (int i = 0; i < 21; i++)
            values[i] = (float)(i - 9 * run);
        ok(gfla_tensor_write(plan, x, values));
        ok(gfla_plan_run(plan));
        ok(gfla_tensor_read(plan, last, kept));
        ok(gfla_tensor_read(plan, out, sum));
        for (int i = 0; i < 21; i++)
            assert_true(kept[i] == 2 * values[i] && sum[i] == 8 * values[i]);
    }
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

static void only_states_of_the_shape_are_taken(void **state)
{
    const struct gfla_shape shape = {2, {3, 7}}, other = {2, {7, 3}};
    gfla_graph *graph;
    ok(gfla_graph_create(&graph));
    gfla_tensor *x = gfla_graph_input(graph, "x", shape, GFLA_LAYOUT_PLAIN);
    assert_int_equal(gfla_store(graph, x, gfla_graph_state(graph, "last", other, 0)), GFLA_ERROR_USAGE);
    gfla_graph_destroy(&graph);
    ok(gfla_graph_create(&graph));
    x = gfla_graph_input(graph, "x", shape, GFLA_LAYOUT_PLAIN);
    assert_int_equal(gfla_store(graph, x, gfla_graph_param(graph, "weight", shape)), GFLA_ERROR_USAGE);
    gfla_graph_destroy(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_keeps_what_a_run_made),
        cmocka_unit_test(only_states_of_the_shape_are_taken),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
