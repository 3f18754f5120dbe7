/* A whole network, fused and not: the same picture from fewer launches and less memory, training left alone. */
#include "plan_chain.h"

#include "base/random.h"
#include "models/gfla/shapenet.h"
#include "ops/instance_norm.h"
#include "ops/l1_loss.h"

#define SIZE 64
#define PICTURE (3 * SIZE * SIZE)

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

/* The picture of the published network with these parameters of its plan. */
static void picture(const struct gfla_plan_params *params, float *values, size_t *n_launches, struct gfla_plan_memory *memory)
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

static void fusion_changes_no_picture(void **state)
{
    struct gfla_plan_memory fused_memory, plain_memory;
    size_t fused_launches, plain_launches;
    if (!device)
        skip();
    float *fused = calloc(PICTURE, sizeof *fused), *plain = calloc(PICTURE, sizeof *plain);
    picture(&(struct gfla_plan_params){0}, fused, &fused_launches, &fused_memory);
    picture(&(struct gfla_plan_params){.no_fusion = true}, plain, &plain_launches, &plain_memory);
    for (int i = 0; i < PICTURE; i++)
        assert_true(fabsf(fused[i] - plain[i]) <= 1e-3f); /* first layers differ in the last bits, and flows of random weights are steep */
    assert_true(fused_launches < plain_launches * 9 / 10);
    assert_true(fused_memory.arena < plain_memory.arena);
    assert_true(fused_memory.activations_total < plain_memory.activations_total * 3 / 4);
    free(fused);
    free(plain);
}

/* norm -> convolution, alone or with a loss to differentiate. */
static size_t bytes_of_chain(bool training, bool no_fusion)
{
    gfla_graph *g;
    gfla_plan *plan;
    ok(gfla_graph_create(&g));
    gfla_tensor *x = gfla_graph_input(g, "x", gfla_shape_4d(1, CHANNELS, SIDE, SIDE), GFLA_LAYOUT_BLOCKED);
    gfla_tensor *scale = gfla_graph_param(g, "scale", gfla_shape_1d(CHANNELS)), *shift = gfla_graph_param(g, "shift", gfla_shape_1d(CHANNELS));
    gfla_tensor *y = gfla_graph_keep(conv(g, gfla_instance_norm_leaky_relu(g, x, scale, shift, 0.1f), "a"));
    if (training)
        ok(gfla_graph_differentiate(g, gfla_l1_loss(g, y, x, NULL, 1)));
    ok(gfla_plan_create(&plan, g, null_device,
                        &(struct gfla_plan_params){.training = training, .no_fusion = no_fusion, .conv_algorithm = "naive"}));
    const size_t bytes = gfla_plan_get_memory(plan).activations_total;
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&g);
    return bytes;
}

/* Gradients read what the norm makes, so it stays; and where the convolution cannot take it in, nothing changes either. */
static void what_gradients_read_stays(void **state)
{
    assert_int_equal(bytes_of_chain(true, false), bytes_of_chain(true, true));
    assert_int_equal(bytes_of_chain(false, false), bytes_of_chain(false, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fusion_changes_no_picture),
        cmocka_unit_test(what_gradients_read_stays),
    };
    return cmocka_run_group_tests(tests, open_devices, close_devices);
}
