/* Norms whose mean and variance the convolution before them finds: which plans do that, and that nothing else changes
 * by it. */
#include "plan_chain.h"

#include "base/random.h"
#include "ops/add.h"
#include "ops/conv_transpose2d.h"
#include "ops/instance_norm.h"

#define SLOPE 0.1f

/* A network under test, of one input, and its result. */
struct net {
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *x, *out;
};

typedef gfla_tensor *build_net(gfla_graph *g, gfla_tensor *x);

static gfla_tensor *norm(gfla_graph *g, gfla_tensor *x, const char *name)
{
    gfla_graph_push(g, "%s", name);
    gfla_tensor *scale = gfla_graph_param(g, "scale", gfla_shape_1d(CHANNELS)),
                *shift = gfla_graph_param(g, "shift", gfla_shape_1d(CHANNELS));
    gfla_graph_pop(g);
    return gfla_instance_norm_leaky_relu(g, x, scale, shift, SLOPE);
}

static gfla_tensor *deconv(gfla_graph *g, gfla_tensor *x, const char *name)
{
    const struct gfla_conv_transpose2d_params params = {.stride = 2, .pad = 1, .output_pad = 1};
    return gfla_conv_transpose2d(g, x, gfla_graph_param(g, name, gfla_shape_4d(CHANNELS, CHANNELS, 3, 3)), NULL,
                                 &params);
}

static void run_net(struct net *net, build_net *build, const struct gfla_plan_params *params)
{
    ok(gfla_graph_create(&net->graph));
    net->x = gfla_graph_input(net->graph, "x", gfla_shape_4d(2, CHANNELS, SIDE, SIDE), GFLA_LAYOUT_BLOCKED);
    net->out = gfla_graph_keep(build(net->graph, net->x));
    ok(gfla_plan_create(&net->plan, net->graph, device, params));
    for (size_t i = 0; i < gfla_graph_n_tensors(net->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(net->graph, i);
        const int64_t count = gfla_shape_count(tensor->shape);
        struct gfla_random random = gfla_random_seed(gfla_hash_text(tensor->name), 1);
        if (tensor->role != GFLA_ROLE_INPUT && tensor->role != GFLA_ROLE_PARAM)
            continue;
        float *values = calloc((size_t)count, sizeof *values);
        for (int64_t j = 0; j < count; j++)
            values[j] = gfla_random_uniform(&random, -1, 1);
        ok(gfla_tensor_write(net->plan, tensor, values));
        free(values);
    }
    ok(gfla_plan_run(net->plan));
}

static void net_end(struct net *net)
{
    gfla_plan_destroy(&net->plan);
    gfla_graph_destroy(&net->graph);
}

static void assert_same_result(build_net *build, struct net *net)
{
    struct net plain;
    const size_t count = (size_t)gfla_shape_count(net->out->shape);
    float *a = calloc(count, sizeof *a), *b = calloc(count, sizeof *b);
    run_net(&plain, build, &(struct gfla_plan_params){.no_fusion = true, .algorithm = "naive"});
    ok(gfla_tensor_read(net->plan, net->out, a));
    ok(gfla_tensor_read(plain.plan, plain.out, b));
    for (size_t i = 0; i < count; i++)
        assert_true(fabsf(a[i] - b[i]) <= 3e-5f * (1 + fabsf(b[i])));
    net_end(&plain);
    free(a);
    free(b);
}

/* Launches of a run that read a whole tensor for its moments, and that merge what others found. */
static void assert_launches(build_net *build, const char *algorithm, int readers, int merges)
{
    const struct gfla_profile_row *rows;
    struct net net;
    size_t n_rows;
    int found_readers = 0, found_merges = 0;
    run_net(&net, build, &(struct gfla_plan_params){.algorithm = algorithm});
    ok(gfla_device_profile(device, true));
    ok(gfla_plan_run(net.plan));
    ok(gfla_device_profile_rows(device, &rows, &n_rows));
    for (size_t i = 0; i < n_rows; i++) {
        if (strcmp(rows[i].kernel, "instance_norm_merge_rows") == 0)
            found_merges += (int)rows[i].count;
        else if (strncmp(rows[i].kernel, "instance_norm", 13) == 0)
            found_readers += (int)rows[i].count;
    }
    ok(gfla_device_profile(device, false));
    assert_int_equal(found_readers, readers);
    assert_int_equal(found_merges, merges);
    assert_same_result(build, &net);
    net_end(&net);
}

static gfla_tensor *norm_of_conv(gfla_graph *g, gfla_tensor *x)
{
    return conv(g, norm(g, conv(g, x, "a"), "n"), "b");
}

static gfla_tensor *norm_of_residual_block(gfla_graph *g, gfla_tensor *x)
{
    return conv(g, norm(g, gfla_leaky_relu(g, gfla_add(g, conv(g, x, "a"), x), SLOPE), "n"), "b");
}

static gfla_tensor *norm_of_deconv(gfla_graph *g, gfla_tensor *x)
{
    return deconv(g, norm(g, deconv(g, x, "a"), "n"), "b");
}

static gfla_tensor *norm_of_pair(gfla_graph *g, gfla_tensor *x)
{
    return deconv(g, norm(g, gfla_add(g, deconv(g, x, "a"), deconv(g, x, "b")), "n"), "c");
}

static void convolutions_find_the_moments_of_their_results(void **state)
{
    if (!device)
        skip();
    assert_launches(norm_of_conv, "winograd4", 0, 1);
    assert_launches(norm_of_conv, "winograd2", 0, 1);
    assert_launches(norm_of_residual_block, "winograd4", 0, 1);
    assert_launches(norm_of_deconv, "stride2", 0, 1);
    assert_launches(norm_of_pair, "stride2_tile2", 0, 1);
}

static gfla_tensor *norm_and_another_reader(gfla_graph *g, gfla_tensor *x)
{
    gfla_tensor *y = conv(g, x, "a");
    return gfla_add(g, conv(g, norm(g, y, "n"), "b"), y);
}

static gfla_tensor *two_norms(gfla_graph *g, gfla_tensor *x)
{
    gfla_tensor *y = conv(g, x, "a");
    return gfla_add(g, conv(g, norm(g, y, "n"), "b"), conv(g, norm(g, y, "m"), "c"));
}

static void any_number_of_nodes_may_read_the_results(void **state)
{
    if (!device)
        skip();
    assert_launches(norm_and_another_reader, "winograd4", 0, 1);
    assert_launches(two_norms, "winograd4", 0, 2);
}

static gfla_tensor *norm_of_input(gfla_graph *g, gfla_tensor *x)
{
    return conv(g, norm(g, x, "n"), "b");
}

static gfla_tensor *norm_of_activation(gfla_graph *g, gfla_tensor *x)
{
    gfla_tensor *y = conv(g, x, "a");
    return gfla_add(g, conv(g, norm(g, gfla_leaky_relu(g, y, SLOPE), "n"), "b"), y);
}

/* Where the convolution has another algorithm, or what is read is not its result. */
static void other_tensors_are_read_for_their_moments(void **state)
{
    if (!device)
        skip();
    /* planes are small: one work-item each elsewhere */
    const bool merges = gfla_device_get_info(device)->kind == GFLA_DEVICE_GPU;
    assert_launches(norm_of_input, "winograd4", 1, merges);
    assert_launches(norm_of_activation, "winograd4", 1, merges);
    assert_launches(norm_of_conv, "winograd4_steps", 1, merges);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(convolutions_find_the_moments_of_their_results),
        cmocka_unit_test(any_number_of_nodes_may_read_the_results),
        cmocka_unit_test(other_tensors_are_read_for_their_moments),
    };
    return cmocka_run_group_tests(tests, open_devices, close_devices);
}
