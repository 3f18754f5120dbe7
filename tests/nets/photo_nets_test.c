/* The networks that read a photograph: what they are made of, that all of it learns, and targets of angles. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/plan.h"
#include "models/gfla/angle_net.h"
#include "models/gfla/architectures.h"
#include "models/gfla/matte_net.h"
#include "models/gfla/photo_blocks.h"
#include "tests/device_fixture.h"

static const struct gfla_network_config small = {.batch = 2, .height = 64, .width = 64, .channels = 4, .most = 32};

static void all_parameters_learn(const gfla_graph *graph)
{
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (tensor->role == GFLA_ROLE_PARAM && !tensor->grad)
            fail_msg("%s has no gradient", tensor->name);
    }
}

static void the_matte_is_as_large_as_the_image(void **state)
{
    gfla_graph *graph;
    struct gfla_matte_net net;
    struct gfla_loss_terms terms = {0};
    ok(gfla_graph_create(&graph));
    ok(gfla_matte_net_build(graph, &small, &net));
    assert_true(gfla_shape_equal(net.alpha->shape, gfla_shape_4d(2, 1, 64, 64)));
    ok(gfla_matte_net_loss(graph, &net, &terms));
    ok(gfla_graph_differentiate(graph, terms.total));
    assert_int_equal(terms.n, 3);
    all_parameters_learn(graph);
    gfla_graph_destroy(&graph);
}

static void angles_are_two_distributions(void **state)
{
    gfla_graph *graph;
    struct gfla_angle_net net;
    struct gfla_loss_terms terms = {0};
    ok(gfla_graph_create(&graph));
    ok(gfla_angle_net_build(graph, &small, &net));
    assert_true(gfla_shape_equal(net.azimuth->shape, gfla_shape_4d(2, 36, 1, 1)));
    assert_true(gfla_shape_equal(net.elevation->shape, gfla_shape_4d(2, 9, 1, 1)));
    ok(gfla_angle_net_loss(graph, &net, &terms));
    ok(gfla_graph_differentiate(graph, terms.total));
    assert_int_equal(terms.n, 2);
    all_parameters_learn(graph);
    gfla_graph_destroy(&graph);
}

static void sizes_are_checked(void **state)
{
    struct gfla_network_config odd = small, flat = small;
    struct gfla_matte_net matte;
    struct gfla_angle_net angle;
    gfla_graph *graph;
    odd.width = odd.height = 72;
    flat.height = 32;
    ok(gfla_graph_create(&graph));
    assert_int_equal(gfla_matte_net_build(graph, &odd, &matte), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_angle_net_build(graph, &flat, &angle), GFLA_ERROR_USAGE);
    gfla_graph_destroy(&graph);
}

/* Both ship: 2 MB of half floats are the limit that was set. */
static void they_are_small(void **state)
{
    static const char *const names[] = {"matte", "angle"};
    for (int i = 0; i < 2; i++) {
        const struct gfla_architecture *architecture = gfla_architecture_find(names[i]);
        struct gfla_model_net net;
        gfla_graph *graph;
        int64_t count = 0;
        ok(gfla_graph_create(&graph));
        ok(gfla_architecture_build(architecture, graph, &architecture->config, &net));
        for (size_t k = 0; k < gfla_graph_n_tensors(graph); k++) {
            const gfla_tensor *tensor = gfla_graph_tensor(graph, k);
            count += tensor->role == GFLA_ROLE_PARAM ? gfla_shape_count(tensor->shape) : 0;
        }
        assert_in_range(count, 100000, 1200000);
        gfla_graph_destroy(&graph);
    }
}

/* An image goes in and, with initial weights, another alpha than for another image comes out. */
static void a_run_depends_on_the_image(void **state)
{
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_matte_net net;
    struct gfla_random random = gfla_random_seed(1, 0);
    static float image[2 * 3 * 64 * 64], alpha[2 * 64 * 64];
    float difference = 0;
    if (!device)
        skip();
    ok(gfla_graph_create(&graph));
    ok(gfla_matte_net_build(graph, &small, &net));
    ok(gfla_plan_create(&plan, graph, device, NULL));
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (tensor->role != GFLA_ROLE_PARAM)
            continue;
        float *values = calloc((size_t)gfla_shape_count(tensor->shape), sizeof *values);
        gfla_photo_init(tensor, &random, values);
        ok(gfla_tensor_write(plan, tensor, values));
        free(values);
    }
    for (int i = 0; i < 2 * 3 * 64 * 64; i++)
        image[i] = i < 3 * 64 * 64 ? gfla_random_uniform(&random, -1, 1) : 0.2f;
    ok(gfla_tensor_write(plan, net.source, image));
    ok(gfla_plan_run(plan));
    ok(gfla_tensor_read(plan, net.alpha, alpha));
    for (int i = 0; i < 64 * 64; i++) {
        assert_true(alpha[i] >= 0 && alpha[i] <= 1);
        difference = fmaxf(difference, fabsf(alpha[i] - alpha[64 * 64 + i]));
    }
    assert_true(difference > 1e-3f);
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

static void targets_peak_at_the_angle(void **state)
{
    float bins[GFLA_ANGLE_AZIMUTHS], sum = 0;
    gfla_angle_target(355, 0, GFLA_ANGLE_AZIMUTHS, true, bins);
    for (int k = 0; k < GFLA_ANGLE_AZIMUTHS; k++)
        sum += bins[k];
    assert_true(fabsf(sum - 1) < 1e-5f);
    assert_true(fabsf(bins[35] - bins[0]) < 1e-6f); /* half way between 350 and 0 degrees */
    assert_true(bins[0] > bins[1] && bins[1] > bins[2] && bins[35] > bins[34] && bins[18] < 1e-6f);
    gfla_angle_target(60, GFLA_ANGLE_LOWEST, GFLA_ANGLE_ELEVATIONS, false, bins);
    assert_true(bins[8] > bins[7] && bins[7] > bins[6] && bins[0] < 1e-6f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_matte_is_as_large_as_the_image),
        cmocka_unit_test(angles_are_two_distributions),
        cmocka_unit_test(sizes_are_checked),
        cmocka_unit_test(they_are_small),
        cmocka_unit_test(a_run_depends_on_the_image),
        cmocka_unit_test(targets_peak_at_the_angle),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
