/* Plans that skip what has not changed: what runs, what stays, and that results are those of plans that run
 * everything. */
#include "plan_chain.h"

#include "base/random.h"
#include "models/gfla/shapenet.h"
#include "ops/add.h"

/* x -> conv a -> relu -> conv b; z -> conv c; the sum is y, and what b makes is kept. */
struct fork {
    struct chain chain;
    gfla_tensor *z, *from_x, *sum;
};

static void fork_begin(struct fork *f, const struct gfla_plan_params *params)
{
    *f = (struct fork){0};
    chain_build(&f->chain);
    gfla_graph *g = f->chain.graph;
    f->from_x = f->chain.y;
    f->z = gfla_graph_input(g, "z", gfla_shape_4d(1, CHANNELS, SIDE, SIDE), GFLA_LAYOUT_BLOCKED);
    f->chain.y = gfla_graph_keep(gfla_add(g, f->from_x, gfla_relu(g, conv(g, f->z, "c"))));
    chain_plan(&f->chain, device, params);
    write_weights(&f->chain, "a.weight", 2);
    write_weights(&f->chain, "b.weight", 3);
    write_weights(&f->chain, "c.weight", 5);
    write_constant(f->chain.plan, f->chain.x, 1);
    write_constant(f->chain.plan, f->z, 1);
}

static size_t run(struct fork *f)
{
    return launches_of_a_run(f->chain.plan);
}

static const struct gfla_plan_params skipping = {.skip_unchanged = true, .algorithm = "naive", .no_fusion = true};

static void only_what_depends_on_new_inputs_runs(void **state)
{
    struct fork f;
    if (!device)
        skip();
    fork_begin(&f, &skipping);
    assert_int_equal(run(&f), 6);
    assert_output(&f.chain, 11);
    write_constant(f.chain.plan, f.z, 2);
    assert_int_equal(run(&f), 3); /* conv c, its relu, the sum */
    assert_output(&f.chain, 16);
    write_constant(f.chain.plan, f.chain.x, 10);
    assert_int_equal(run(&f), 4);
    assert_output(&f.chain, 70);
    assert_int_equal(run(&f), 0);
    assert_output(&f.chain, 70);
    write_weights(&f.chain, "c.weight", 1);
    gfla_plan_weights_changed(f.chain.plan);
    assert_int_equal(run(&f), 6);
    assert_output(&f.chain, 62);
    chain_end(&f.chain);
}

/* A result that is kept stays readable in runs that do not make it. */
static void what_is_kept_stays(void **state)
{
    struct fork f;
    float values[MAP_FLOATS];
    if (!device)
        skip();
    fork_begin(&f, &skipping);
    run(&f);
    for (int i = 0; i < 3; i++) {
        write_constant(f.chain.plan, f.z, (float)i);
        run(&f);
        ok(gfla_tensor_read(f.chain.plan, f.from_x, values));
        assert_true(values[0] == 6 && values[MAP_FLOATS - 1] == 6);
    }
    chain_end(&f.chain);
}

static void nothing_is_skipped_unless_asked(void **state)
{
    struct fork f;
    struct gfla_plan_params params = skipping;
    if (!device)
        skip();
    params.skip_unchanged = false;
    fork_begin(&f, &params);
    assert_int_equal(run(&f), 6);
    assert_int_equal(run(&f), 6);
    chain_end(&f.chain);
    params =
        (struct gfla_plan_params){.skip_unchanged = true, .training = true, .algorithm = "naive", .no_fusion = true};
    fork_begin(&f, &params);
    assert_int_equal(run(&f), 6);
    assert_int_equal(run(&f), 6);
    chain_end(&f.chain);
}

/* A run for one result leaves the others to the next run, but not what has nothing to do with it. */
static void a_part_makes_the_rest_due(void **state)
{
    struct fork f;
    float values[MAP_FLOATS];
    if (!device)
        skip();
    fork_begin(&f, &skipping);
    assert_int_equal(run(&f), 6);
    for (int i = 0; i < 2; i++) {
        if (i == 0)
            write_constant(f.chain.plan, f.chain.x, 10);
        ok(gfla_plan_run_for(f.chain.plan, &f.from_x, 1));
        ok(gfla_tensor_read(f.chain.plan, f.from_x, values));
        assert_true(values[0] == 60 && values[MAP_FLOATS - 1] == 60);
        assert_int_equal(run(&f), 4); /* without conv c and its relu */
        assert_output(&f.chain, 65);
    }
    chain_end(&f.chain);
}

/* Nodes of state run every time. */
static void state_counts_as_changed(void **state)
{
    gfla_graph *graph;
    gfla_plan *plan;
    float found[3];
    if (!device)
        skip();
    ok(gfla_graph_create(&graph));
    gfla_tensor *s = gfla_graph_state(graph, "s", gfla_shape_1d(3), 2);
    gfla_tensor *y = gfla_graph_keep(gfla_scale(graph, s, 2));
    ok(gfla_plan_create(&plan, graph, device, &skipping));
    for (int i = 0; i < 3; i++) {
        const float values[3] = {(float)i, 0, 0};
        ok(gfla_tensor_write(plan, s, values));
        ok(gfla_plan_run(plan));
        ok(gfla_tensor_read(plan, y, found));
        assert_true(found[0] == (float)(2 * i));
    }
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

/* ---- the view network: many targets of one source ---- */

struct view_net {
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_shapenet net;
};

static void fill(gfla_plan *plan, gfla_tensor *tensor, uint64_t seed, float range)
{
    const int64_t count = gfla_shape_count(tensor->shape);
    struct gfla_random random = gfla_random_seed(seed, 1);
    float *values = calloc((size_t)count, sizeof *values);
    for (int64_t i = 0; i < count; i++)
        values[i] = gfla_random_uniform(&random, -range, range);
    ok(gfla_tensor_write(plan, tensor, values));
    free(values);
}

static void view_net_begin(struct view_net *n, bool skip_unchanged)
{
    const struct gfla_shapenet_config config = {
        .size = 64, .width = 8, .flow_width = 4, .attention_width = 8, .form = GFLA_FORM_VIEW};
    ok(gfla_graph_create(&n->graph));
    ok(gfla_shapenet_build(n->graph, &config, &n->net));
    ok(gfla_plan_create(&n->plan, n->graph, device, &(struct gfla_plan_params){.skip_unchanged = skip_unchanged}));
    for (size_t i = 0; i < gfla_graph_n_tensors(n->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(n->graph, i);
        if (tensor->role == GFLA_ROLE_INPUT || tensor->role == GFLA_ROLE_PARAM)
            fill(n->plan, tensor, gfla_hash_text(tensor->name), 0.3f);
    }
}

static void targets_share_a_source(void **state)
{
    struct view_net lazy, eager;
    size_t launches[2] = {0};
    if (!device)
        skip();
    view_net_begin(&lazy, true);
    view_net_begin(&eager, false);
    float *a = calloc(3 * 64 * 64, sizeof *a), *b = calloc(3 * 64 * 64, sizeof *b);
    for (uint64_t target = 0; target < 4; target++) {
        for (int i = 0; i < 2; i++) {
            struct view_net *n = i ? &eager : &lazy;
            fill(n->plan, n->net.target_pose, target, 1);
            fill(n->plan, n->net.camera, target + 10, 1);
            if (target == 3) /* another source after all */
                fill(n->plan, n->net.source, 77, 1);
            launches[i] = launches_of_a_run(n->plan);
        }
        ok(gfla_tensor_read(lazy.plan, lazy.net.image, a));
        ok(gfla_tensor_read(eager.plan, eager.net.image, b));
        assert_memory_equal(a, b, 3 * 64 * 64 * sizeof *a);
        if (target == 1 || target == 2)
            assert_true(launches[0] > launches[1] / 3 && launches[0] < launches[1] * 9 / 10);
    }
    free(a);
    free(b);
    for (int i = 0; i < 2; i++) {
        struct view_net *n = i ? &eager : &lazy;
        gfla_plan_destroy(&n->plan);
        gfla_graph_destroy(&n->graph);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_depends_on_new_inputs_runs),
        cmocka_unit_test(what_is_kept_stays),
        cmocka_unit_test(a_part_makes_the_rest_due),
        cmocka_unit_test(nothing_is_skipped_unless_asked),
        cmocka_unit_test(state_counts_as_changed),
        cmocka_unit_test(targets_share_a_source),
    };
    return cmocka_run_group_tests(tests, open_devices, close_devices);
}
