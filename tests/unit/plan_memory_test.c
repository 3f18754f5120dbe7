/* The planner: where things lie, what plans share, and what it says of too little memory. */
#include "plan_chain.h"

#include "models/gfla/shapenet.h"
#include "ops/add.h"

static void plans_share_parameters(void **state)
{
    struct chain first = {0}, second = {0};
    if (!device)
        skip();
    chain_build(&first);
    chain_build(&second);
    chain_plan(&first, device, NULL);
    chain_plan(&second, device, &(struct gfla_plan_params){.shared = first.plan});
    assert_ptr_equal(gfla_graph_find(first.graph, "a.weight")->buffer,
                     gfla_graph_find(second.graph, "a.weight")->buffer);
    assert_int_equal(gfla_plan_get_memory(second.plan).weights, /* its packed weights are its own */
                     gfla_plan_get_memory(first.plan).weights -
                         2 * sizeof(float) * (CHANNELS * CHANNELS * 9 + CHANNELS));
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

/* Weights that are packed can go: results stay, the memory comes back, and whoever wants them is told. */
static void packed_weights_are_released(void **state)
{
    struct chain c = {0}, other = {0};
    const size_t raw = 2 * sizeof(float) * (CHANNELS * CHANNELS * 9 + CHANNELS);
    float values[CHANNELS] = {0};
    if (!device)
        skip();
    chain_build(&c);
    chain_plan(&c, device, &(struct gfla_plan_params){.algorithm = "tile"});
    write_weights(&c, "a.weight", 2);
    write_weights(&c, "b.weight", 3);
    write_constant(c.plan, c.x, 1);
    assert_int_equal(gfla_plan_release_weights(c.plan), GFLA_ERROR_USAGE);
    assert_says("after a run");
    ok(gfla_plan_run(c.plan));
    const size_t used = gfla_device_memory_used(device, GFLA_MEMORY_WEIGHTS),
                 planned = gfla_plan_get_memory(c.plan).weights;
    ok(gfla_plan_release_weights(c.plan));
    assert_int_equal(gfla_device_memory_used(device, GFLA_MEMORY_WEIGHTS), used - raw);
    assert_int_equal(gfla_plan_get_memory(c.plan).weights, planned - raw);
    ok(gfla_plan_release_weights(c.plan));
    write_constant(c.plan, c.x, 2);
    ok(gfla_plan_run(c.plan));
    assert_output(&c, 12);
    assert_int_equal(gfla_tensor_read(c.plan, gfla_graph_find(c.graph, "a.bias"), values), GFLA_ERROR_USAGE);
    chain_build(&other);
    assert_int_equal(gfla_plan_create(&other.plan, other.graph, device, &(struct gfla_plan_params){.shared = c.plan}),
                     GFLA_ERROR_USAGE);
    assert_says("a.weight was released");
    gfla_plan_weights_changed(c.plan);
    assert_int_equal(gfla_plan_run(c.plan), GFLA_ERROR_USAGE);
    assert_says("released them");
    chain_end(&other);
    chain_end(&c);
}

/* What every run reads stays. */
static void weights_in_use_are_not_released(void **state)
{
    struct chain c = {0};
    if (!device)
        skip();
    chain_build(&c);
    chain_plan(&c, device, &(struct gfla_plan_params){.algorithm = "naive"});
    write_weights(&c, "a.weight", 2);
    write_weights(&c, "b.weight", 3);
    write_constant(c.plan, c.x, 1);
    ok(gfla_plan_run(c.plan));
    const size_t used = gfla_device_memory_used(device, GFLA_MEMORY_WEIGHTS);
    ok(gfla_plan_release_weights(c.plan));
    assert_int_equal(gfla_device_memory_used(device, GFLA_MEMORY_WEIGHTS), used);
    ok(gfla_plan_run(c.plan));
    assert_output(&c, 6);
    chain_end(&c);
}

static void only_what_fits_is_shared(void **state)
{
    struct chain c = {0};
    gfla_graph *graph;
    gfla_device *other;
    ok(gfla_device_open(&other, NULL, "null"));
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
    assert_true(m.inputs >= 4u * 3 * 256 * 256);
    assert_true(m.activations_total > m.arena);
    assert_true(m.arena < m.activations_total / 3);
    assert_true(m.arena >= 4u * 64 * 256 * 256 / 2); /* block0's 64 channels at 128 x 128, in and out */
    assert_true(m.state == 0 && m.gradients == 0);
}

static void short_memory_says_how_much(void **state)
{
    gfla_device *small;
    struct gfla_plan_memory m;
    ok(gfla_device_open(&small, NULL, "null"));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_share_parameters),      cmocka_unit_test(only_what_fits_is_shared),
        cmocka_unit_test(packed_weights_are_released), cmocka_unit_test(weights_in_use_are_not_released),
        cmocka_unit_test(a_plan_frees_all_it_took),    cmocka_unit_test(the_arena_is_reused),
        cmocka_unit_test(short_memory_says_how_much),  cmocka_unit_test(reuse_changes_nothing),
    };
    return cmocka_run_group_tests(tests, open_devices, close_devices);
}
