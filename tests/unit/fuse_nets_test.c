/* A whole network, fused and not: the same image from fewer launches and less memory, training left alone. */
#include "plan_chain.h"

#include "base/random.h"
#include "models/gfla/shapenet.h"
#include "ops/instance_norm.h"
#include "ops/l1_loss.h"

#define SIZE 64
#define IMAGE (3 * SIZE * SIZE)

static void fill(gfla_plan *plan, gfla_tensor *tensor, float range)
{
    const int64_t count = gfla_shape_count(tensor->shape);
    struct gfla_random random = gfla_random_seed(gfla_hash_text(tensor->name), 1);
    float *values = calloc((size_t)count, sizeof *values);
    for (int64_t i = 0; i < count; i++)
        values[i] = gfla_random_uniform(&random, -range, range);
    ok(gfla_tensor_write(plan, tensor, values));
    free(values);
}

static void fill_all(gfla_plan *plan, gfla_graph *graph)
{
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (tensor->role == GFLA_ROLE_INPUT || tensor->role == GFLA_ROLE_PARAM)
            fill(plan, tensor, 0.3f);
    }
}

/* The image of the published network with these parameters of its plan. */
static void image(const struct gfla_plan_params *params, float *values, size_t *n_launches,
                  struct gfla_plan_memory *memory)
{
    const struct gfla_shapenet_config config = {.size = SIZE, .width = 16, .flow_width = 16, .attention_width = 16};
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_shapenet net;
    ok(gfla_graph_create(&graph));
    ok(gfla_shapenet_build(graph, &config, &net));
    ok(gfla_plan_create(&plan, graph, device, params));
    fill_all(plan, graph);
    ok(gfla_plan_run(plan));
    ok(gfla_tensor_read(plan, net.image, values));
    *n_launches = gfla_plan_n_launches(plan);
    *memory = gfla_plan_get_memory(plan);
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

/* How far apart the images of two plans are, at most. */
static float difference(const struct gfla_plan_params *a, const struct gfla_plan_params *b, size_t n_launches[2],
                        struct gfla_plan_memory memory[2])
{
    float *first = calloc(IMAGE, sizeof *first), *second = calloc(IMAGE, sizeof *second), worst = 0;
    image(a, first, &n_launches[0], &memory[0]);
    image(b, second, &n_launches[1], &memory[1]);
    for (int i = 0; i < IMAGE; i++) {
        assert_true(isfinite(first[i]) && isfinite(second[i]));
        worst = fmaxf(worst, fabsf(first[i] - second[i]));
    }
    free(first);
    free(second);
    return worst;
}

/* Norms of small maps blow rounding up in this network: its Winograd kernels are 4e-4 from its naive ones, fused or
 * not. */
static void fusion_changes_no_image(void **state)
{
    struct gfla_plan_memory memory[2];
    size_t n_launches[2];
    if (!device)
        skip();
    const struct gfla_plan_params naive = {.algorithm = "naive"},
                                  plain_naive = {.algorithm = "naive", .no_fusion = true};
    assert_true(difference(&naive, &plain_naive, n_launches, memory) <= 3e-5f);
    assert_true(n_launches[0] < n_launches[1]);
    assert_true(difference(&(struct gfla_plan_params){0}, &(struct gfla_plan_params){.no_fusion = true}, n_launches,
                           memory) <= 1e-3f);
    assert_true(n_launches[0] < n_launches[1] * 9 / 10);
    assert_true(memory[0].arena < memory[1].arena);
    assert_true(memory[0].activations_total < memory[1].activations_total * 3 / 4);
}

/* norm -> convolution, alone or with a loss to differentiate. */
static size_t bytes_of_chain(bool training, bool no_fusion)
{
    gfla_graph *g;
    gfla_plan *plan;
    ok(gfla_graph_create(&g));
    gfla_tensor *x = gfla_graph_input(g, "x", gfla_shape_4d(1, CHANNELS, SIDE, SIDE), GFLA_LAYOUT_BLOCKED);
    gfla_tensor *scale = gfla_graph_param(g, "scale", gfla_shape_1d(CHANNELS)),
                *shift = gfla_graph_param(g, "shift", gfla_shape_1d(CHANNELS));
    gfla_tensor *y = gfla_graph_keep(conv(g, gfla_instance_norm_leaky_relu(g, x, scale, shift, 0.1f), "a"));
    if (training)
        ok(gfla_graph_differentiate(g, gfla_l1_loss(g, y, x, NULL, 1)));
    ok(gfla_plan_create(
        &plan, g, null_device,
        &(struct gfla_plan_params){.training = training, .no_fusion = no_fusion, .algorithm = "naive"}));
    const size_t bytes = gfla_plan_get_memory(plan).activations_total;
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&g);
    return bytes;
}

/* Gradients read what the norm makes, so it stays; and where the convolution cannot take it in, nothing changes
 * either. */
static void what_gradients_read_stays(void **state)
{
    assert_int_equal(bytes_of_chain(true, false), bytes_of_chain(true, true));
    assert_int_equal(bytes_of_chain(false, false), bytes_of_chain(false, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fusion_changes_no_image),
        cmocka_unit_test(what_gradients_read_stays),
    };
    return cmocka_run_group_tests(tests, open_devices, close_devices);
}
