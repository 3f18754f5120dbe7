/* The view network in all sizes, planned on the null device. Names, shapes and work: models_keys_test.c. */
#include <string.h>

#include "models/gfla/shapenet.h"
#include "graph/plan.h"
#include "tests/ok.h"

static double plan_flops(int size, gfla_device *device)
{
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_shapenet net;
    ok(gfla_graph_create(&graph));
    ok(gfla_shapenet_build(graph, &(struct gfla_shapenet_config){.size = size}, &net));
    ok(gfla_plan_create(&plan, graph, device, NULL));
    double flops = gfla_plan_flops(plan);
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
    return flops;
}

/* The work grows with the area, but for the attention's wider grid. */
static void every_size_plans(void **state)
{
    gfla_device *device;
    ok(gfla_device_open(&device, NULL, "null"));
    for (int size = 64; size < 512; size *= 2) {
        double ratio = plan_flops(2 * size, device) / plan_flops(size, device);
        assert_true(ratio > 3.85 && ratio < 4);
    }
    gfla_device_destroy(&device);
}

static void refuse(struct gfla_shapenet_config config, const char *text)
{
    gfla_graph *graph;
    struct gfla_shapenet net;
    ok(gfla_graph_create(&graph));
    assert_int_equal(gfla_shapenet_build(graph, &config, &net), GFLA_ERROR_USAGE);
    if (!strstr(gfla_error_message(), text))
        fail_msg("no \"%s\" in: %s", text, gfla_error_message());
    gfla_graph_destroy(&graph);
}

static void impossible_settings_are_refused(void **state)
{
    refuse((struct gfla_shapenet_config){.size = 100}, "100");
    refuse((struct gfla_shapenet_config){.size = 32}, "32");
    refuse((struct gfla_shapenet_config){.size = 2048}, "2048");
    refuse((struct gfla_shapenet_config){.width = -1}, "width -1");
    refuse((struct gfla_shapenet_config){.flow_width = 1000}, "flow width 1000");
    refuse((struct gfla_shapenet_config){.flow_growth = 99}, "flow growth 99");
    refuse((struct gfla_shapenet_config){.attention_width = 5000}, "attention width 5000");
    refuse((struct gfla_shapenet_config){.batch = -2}, "batch -2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_plans),
        cmocka_unit_test(impossible_settings_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
