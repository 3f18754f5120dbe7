/* Fusions: what is merged computes the same in fewer launches; what someone else reads is left alone. */
#include "plan_chain.h"

#include "base/random.h"
#include "ops/add.h"
#include "ops/attention_block.h"
#include "ops/concat.h"
#include "ops/conv_transpose2d.h"
#include "ops/instance_norm.h"
#include "ops/mask_blend.h"

#define CHANNELS_OF_MAP 18
#define MAP gfla_shape_4d(2, CHANNELS_OF_MAP, 7, 9)
#define MAP_VALUES (2 * CHANNELS_OF_MAP * 7 * 9)
#define K 3
#define HIDDEN 20

/* A network of some op under test, from inputs x, y, flow and mask of one size, and its result. */
struct net {
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *x, *y, *flow, *mask, *out;
};

typedef gfla_tensor *build_net(struct net *net);

static void fill(gfla_plan *plan, gfla_tensor *tensor, uint64_t seed)
{
    const int64_t count = gfla_shape_count(tensor->shape);
    struct gfla_random random = gfla_random_seed(seed, 1);
    float *values = calloc((size_t)count, sizeof *values);
    for (int64_t i = 0; i < count; i++)
        values[i] = gfla_random_uniform(&random, -1, 1);
    ok(gfla_tensor_write(plan, tensor, values));
    free(values);
}

/* Builds, plans, fills what the plan reads, runs. */
static void run_net(struct net *net, build_net *build, const struct gfla_plan_params *params)
{
    *net = (struct net){NULL};
    ok(gfla_graph_create(&net->graph));
    net->x = gfla_graph_input(net->graph, "x", MAP, GFLA_LAYOUT_BLOCKED);
    net->y = gfla_graph_input(net->graph, "y", MAP, GFLA_LAYOUT_BLOCKED);
    net->flow = gfla_graph_input(net->graph, "flow", gfla_shape_4d(2, 2, 7, 9), GFLA_LAYOUT_BLOCKED);
    net->mask = gfla_graph_input(net->graph, "mask", gfla_shape_4d(2, 1, 7, 9), GFLA_LAYOUT_BLOCKED);
    net->out = gfla_graph_keep(build(net));
    ok(gfla_graph_status(net->graph));
    ok(gfla_plan_create(&net->plan, net->graph, device, params));
    for (size_t i = 0; i < gfla_graph_n_tensors(net->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(net->graph, i);
        if (tensor->role == GFLA_ROLE_INPUT || tensor->role == GFLA_ROLE_PARAM)
            fill(net->plan, tensor, gfla_hash_text(tensor->name));
    }
    ok(gfla_plan_run(net->plan));
}

static void net_end(struct net *net)
{
    gfla_plan_destroy(&net->plan);
    gfla_graph_destroy(&net->graph);
}

/* Fused and not, the same result; returns by how many launches they differ. */
static int launches_saved(build_net *build, const struct gfla_plan_params *params)
{
    struct net fused, plain;
    struct gfla_plan_params without = *params;
    float a[4 * MAP_VALUES], b[4 * MAP_VALUES];
    without.no_fusion = true;
    run_net(&fused, build, params);
    run_net(&plain, build, &without);
    const int64_t count = gfla_shape_count(fused.out->shape);
    assert_true(count <= 4 * MAP_VALUES);
    ok(gfla_tensor_read(fused.plan, fused.out, a));
    ok(gfla_tensor_read(plain.plan, plain.out, b));
    for (int64_t i = 0; i < count; i++)
        assert_true(fabsf(a[i] - b[i]) <= 1e-5f * (1 + fabsf(b[i])));
    const int saved = (int)gfla_plan_n_launches(plain.plan) - (int)gfla_plan_n_launches(fused.plan);
    net_end(&fused);
    net_end(&plain);
    return saved;
}

static gfla_tensor *attention(struct net *net)
{
    gfla_graph *g = net->graph;
    const struct gfla_attention_block_weights weights = {
        gfla_graph_param(g, "weights0", gfla_shape_4d(HIDDEN, 2 * CHANNELS_OF_MAP, K, K)),
        gfla_graph_param(g, "bias0", gfla_shape_1d(HIDDEN)),
        gfla_graph_param(g, "weights2", gfla_shape_4d(K * K, HIDDEN, 1, 1)),
        gfla_graph_param(g, "bias2", gfla_shape_1d(K * K))};
    return gfla_attention_block(g, net->x, net->y, net->flow, &weights, &(struct gfla_attention_block_params){.k = K});
}

static gfla_tensor *blended_attention(struct net *net)
{
    return gfla_mask_blend(net->graph, net->y, attention(net), net->mask);
}

static gfla_tensor *attention_read_twice(struct net *net)
{
    gfla_tensor *found = attention(net);
    return gfla_add(net->graph, found, gfla_mask_blend(net->graph, net->y, found, net->mask));
}

/* Warp, sum, activation, convolution to taps, softmax, local attention: six launches become one; the blend is a
 * seventh. */
static void attention_is_one_kernel(void **state)
{
    if (!device)
        skip();
    assert_int_equal(launches_saved(attention, &(struct gfla_plan_params){0}), 5);
    assert_int_equal(launches_saved(blended_attention, &(struct gfla_plan_params){0}), 6);
}

static void what_has_other_readers_is_not_merged(void **state)
{
    if (!device)
        skip();
    assert_int_equal(launches_saved(attention_read_twice, &(struct gfla_plan_params){0}), 5);
    /* The map of the taps is kept; the first layer still is one kernel, with the warped half as its residual. */
    assert_int_equal(
        launches_saved(blended_attention, &(struct gfla_plan_params){.keep_all = true, .algorithm = "tile"}), 2);
}

static gfla_tensor *conv3(struct net *net, gfla_tensor *src, const char *name)
{
    gfla_tensor *weights = gfla_graph_param(net->graph, name, gfla_shape_4d(CHANNELS_OF_MAP, CHANNELS_OF_MAP, 3, 3));
    return gfla_conv2d(net->graph, src, weights, NULL, &(struct gfla_conv2d_params){.pad = 1});
}

static gfla_tensor *deconv(struct net *net, gfla_tensor *src, const char *name)
{
    gfla_tensor *weights = gfla_graph_param(net->graph, name, gfla_shape_4d(CHANNELS_OF_MAP, CHANNELS_OF_MAP, 3, 3));
    gfla_tensor *bias = gfla_graph_param(net->graph, "bias", gfla_shape_1d(CHANNELS_OF_MAP));
    return gfla_conv_transpose2d(net->graph, src, weights, bias,
                                 &(struct gfla_conv_transpose2d_params){.stride = 2, .pad = 1, .output_pad = 1});
}

static gfla_tensor *residual_block(struct net *net)
{
    return gfla_leaky_relu(net->graph, gfla_add(net->graph, conv3(net, net->x, "a"), net->y), 0.1f);
}

static gfla_tensor *sum_of_convolutions(struct net *net)
{
    return gfla_add(net->graph, conv3(net, net->x, "a"), conv3(net, net->y, "b"));
}

static gfla_tensor *decoder(struct net *net)
{
    gfla_tensor *sum = gfla_add(net->graph, deconv(net, net->x, "a"), deconv(net, net->y, "b"));
    return gfla_leaky_relu(net->graph, sum, 0.1f);
}

static gfla_tensor *residual_read_twice(struct net *net)
{
    gfla_tensor *conv = conv3(net, net->x, "a");
    return gfla_add(net->graph, gfla_add(net->graph, conv, net->y), conv);
}

/* The sum and the activation; the sum alone; of two transposed convolutions, one kernel with both. */
static void convolutions_take_what_follows(void **state)
{
    if (!device)
        skip();
    assert_int_equal(launches_saved(residual_block, &(struct gfla_plan_params){.algorithm = "tile"}), 2);
    assert_int_equal(launches_saved(sum_of_convolutions, &(struct gfla_plan_params){.algorithm = "tile"}), 1);
    assert_int_equal(launches_saved(decoder, &(struct gfla_plan_params){.algorithm = "stride2"}), 3);
    assert_int_equal(launches_saved(decoder, &(struct gfla_plan_params){.algorithm = "tile"}), 2);
    assert_int_equal(launches_saved(decoder, &(struct gfla_plan_params){.algorithm = "naive"}), 0);
    assert_int_equal(launches_saved(residual_read_twice, &(struct gfla_plan_params){.algorithm = "tile"}), 0);
}

/* Of images behind one another: the first layer of a network, and the same where someone else reads one of them,
 * too. */
#define IMAGE_SIDE 32

static gfla_tensor *first_layer(gfla_graph *g, gfla_tensor *const images[2])
{
    gfla_tensor *scale = gfla_graph_param(g, "scale", gfla_shape_1d(5)),
                *shift = gfla_graph_param(g, "shift", gfla_shape_1d(5));
    gfla_tensor *x = gfla_instance_norm_leaky_relu(g, gfla_concat(g, images, 2), scale, shift, 0.1f);
    return gfla_conv2d(g, x, gfla_graph_param(g, "weights", gfla_shape_4d(8, 5, 4, 4)), NULL,
                       &(struct gfla_conv2d_params){.stride = 2, .pad = 1});
}

/* What of the two inputs stays in the order of the caller. */
static void layouts(bool has_reader, const char *algorithm, enum gfla_layout layout[2])
{
    gfla_graph *g;
    gfla_plan *plan;
    ok(gfla_graph_create(&g));
    gfla_tensor *images[2] = {
        gfla_graph_input(g, "a", gfla_shape_4d(1, 2, IMAGE_SIDE, IMAGE_SIDE), GFLA_LAYOUT_BLOCKED),
        gfla_graph_input(g, "b", gfla_shape_4d(1, 3, IMAGE_SIDE, IMAGE_SIDE), GFLA_LAYOUT_BLOCKED)};
    gfla_graph_keep(first_layer(g, images));
    if (has_reader)
        gfla_graph_keep(gfla_leaky_relu(g, images[1], 0.5f));
    ok(gfla_plan_create(&plan, g, null_device, &(struct gfla_plan_params){.algorithm = algorithm}));
    for (int i = 0; i < 2; i++)
        layout[i] = images[i]->layout;
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&g);
}

static void images_that_only_first_layers_read_stay_plain(void **state)
{
    enum gfla_layout layout[2];
    layouts(false, NULL, layout);
    assert_true(layout[0] == GFLA_LAYOUT_PLAIN && layout[1] == GFLA_LAYOUT_PLAIN);
    layouts(true, NULL, layout);
    assert_true(layout[0] == GFLA_LAYOUT_BLOCKED && layout[1] == GFLA_LAYOUT_BLOCKED);
    layouts(false, "tile", layout);
    assert_true(layout[0] == GFLA_LAYOUT_BLOCKED && layout[1] == GFLA_LAYOUT_BLOCKED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attention_is_one_kernel),
        cmocka_unit_test(convolutions_take_what_follows),
        cmocka_unit_test(images_that_only_first_layers_read_stay_plain),
        cmocka_unit_test(what_has_other_readers_is_not_merged),
    };
    return cmocka_run_group_tests(tests, open_devices, close_devices);
}
