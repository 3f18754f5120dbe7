/* The network figure: what it is made of, its flows and its image against plain C, and the gradients of its losses against
 * finite differences. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/plan.h"
#include "models/gfla/figure_loss.h"
#include "ref/heat_maps_ref.h"
#include "ref/limb_flow_ref.h"
#include "ref/warp_ref.h"
#include "tests/device_fixture.h"

#define SIZE 64
#define BATCH 2
#define AREA (SIZE * SIZE)

static const struct gfla_network_config small = {.batch = BATCH,
                                                 .height = SIZE,
                                                 .width = SIZE,
                                                 .structure = GFLA_PERSON_JOINTS,
                                                 .channels = 4,
                                                 .flow_channels = 4,
                                                 .flow_most = 16,
                                                 .attention_channels = 8,
                                                 .kernel = {3, 5, 0}};

struct network {
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_figure net;
    struct gfla_figure_loss loss;
};

static void network_build(struct network *n, bool flow_only)
{
    *n = (struct network){0};
    ok(gfla_graph_create(&n->graph));
    ok(gfla_figure_build(n->graph, &small, flow_only, &n->net));
    ok(gfla_figure_loss_build(n->graph, &n->net, &n->loss));
    ok(gfla_graph_differentiate(n->graph, n->loss.terms.total));
}

static void network_close(struct network *n)
{
    gfla_plan_destroy(&n->plan);
    gfla_graph_destroy(&n->graph);
}

static gfla_tensor *find(const struct network *n, const char *name)
{
    gfla_tensor *tensor = gfla_graph_find(n->graph, name);
    if (!tensor)
        fail_msg("the network has no %s", name);
    return tensor;
}

static void has_its_parts(void **state)
{
    for (int flow_only = 0; flow_only < 2; flow_only++) {
        struct network n;
        network_build(&n, flow_only);
        assert_true(gfla_shape_equal(n.net.person.maps.flow[0]->shape, gfla_shape_4d(BATCH, 2, SIZE / 8, SIZE / 8)));
        assert_true(gfla_shape_equal(n.net.person.maps.mask[1]->shape, gfla_shape_4d(BATCH, 1, SIZE / 4, SIZE / 4)));
        assert_true(gfla_shape_equal(n.net.full_flow->shape, gfla_shape_4d(BATCH, 2, SIZE, SIZE)));
        assert_true(gfla_shape_equal(n.net.visible->shape, gfla_shape_4d(BATCH, 1, SIZE, SIZE)));
        assert_true((n.net.person.image == NULL) == flow_only);
        for (size_t i = 0; i < gfla_graph_n_tensors(n.graph); i++) {
            const gfla_tensor *tensor = gfla_graph_tensor(n.graph, i);
            if (tensor->role == GFLA_ROLE_PARAM && !tensor->grad)
                fail_msg("%s has no gradient", tensor->name);
        }
        network_close(&n);
    }
}

static void attentions_elsewhere_are_refused(void **state)
{
    struct network n = {0};
    struct gfla_network_config config = small;
    config.kernel[2] = 3;
    ok(gfla_graph_create(&n.graph));
    assert_int_equal(gfla_figure_build(n.graph, &config, false, &n.net), GFLA_ERROR_USAGE);
    assert_non_null(strstr(gfla_error_message(), "an eighth and a quarter"));
    network_close(&n);
}

/* ---- values ---- */

static double *read_all(const struct network *n, gfla_tensor *tensor)
{
    const size_t count = (size_t)gfla_shape_count(tensor->shape);
    float *values = calloc(count, sizeof *values);
    double *all = calloc(count, sizeof *all);
    ok(gfla_tensor_read(n->plan, tensor, values));
    for (size_t i = 0; i < count; i++)
        all[i] = (double)values[i];
    free(values);
    return all;
}

static void write_all(const struct network *n, gfla_tensor *tensor, const double *all)
{
    const size_t count = (size_t)gfla_shape_count(tensor->shape);
    float *values = calloc(count, sizeof *values);
    for (size_t i = 0; i < count; i++)
        values[i] = (float)all[i];
    ok(gfla_tensor_write(n->plan, tensor, values));
    free(values);
}

/* A person, and the same with arms and legs elsewhere; in the second sample one has no head. */
static void write_pose(const struct network *n, gfla_tensor *input, int move)
{
    static const int person[GFLA_PERSON_JOINTS][2] = {{32, 10}, {32, 18}, {26, 18}, {22, 28}, {20, 38}, {38, 18},
                                                      {42, 28}, {44, 38}, {28, 38}, {28, 48}, {27, 58}, {36, 38},
                                                      {37, 48}, {38, 58}, {30, 9},  {34, 9},  {29, 10}, {35, 10}};
    double points[BATCH * GFLA_PERSON_JOINTS * 2], *maps = calloc(BATCH * GFLA_PERSON_JOINTS * AREA, sizeof *maps);
    for (int i = 0; i < BATCH * GFLA_PERSON_JOINTS; i++) {
        const int joint = i % GFLA_PERSON_JOINTS, far = move * (joint % 4 - 1);
        const bool is_missing = i >= GFLA_PERSON_JOINTS && move && joint >= 14;
        points[2 * i] = is_missing ? -1 : person[joint][0] + far;
        points[2 * i + 1] = is_missing ? -1 : person[joint][1] + move;
    }
    gfla_heat_maps_ref_fwd(input->shape, 2, points, maps);
    write_all(n, input, maps);
    free(maps);
}

static void write_waves(const struct network *n, gfla_tensor *input, double least, double most, double phase)
{
    const int64_t *d = input->shape.dim;
    double *values = calloc((size_t)gfla_shape_count(input->shape), sizeof *values);
    for (int64_t i = 0; i < gfla_shape_count(input->shape); i++) {
        const double u = (double)(i % d[3]) / (double)d[3], v = (double)(i / d[3] % d[2]) / (double)d[2];
        values[i] = least + (most - least) * (0.5 + 0.5 * sin(7 * u + 9 * v + (double)(i / (d[2] * d[3])) + phase));
    }
    write_all(n, input, values);
    free(values);
}

static void network_prepare(struct network *n)
{
    struct gfla_random random = gfla_random_seed(3, 0);
    ok(gfla_plan_create(&n->plan, n->graph, device, &(struct gfla_plan_params){.training = true, .keep_all = true}));
    for (size_t i = 0; i < gfla_graph_n_tensors(n->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(n->graph, i);
        if (tensor->role != GFLA_ROLE_PARAM)
            continue;
        float *values = calloc((size_t)gfla_shape_count(tensor->shape), sizeof *values);
        gfla_figure_init(tensor, &random, values);
        ok(gfla_tensor_write(n->plan, tensor, values));
        free(values);
    }
    write_waves(n, n->net.person.source, -1, 1, 0);
    write_waves(n, n->loss.truth.target, -1, 1, 1);
    write_pose(n, n->net.person.source_pose, 0);
    write_pose(n, n->net.person.target_pose, 3);
    for (int i = 0; i < GFLA_FIGURE_SCALES; i++) {
        write_waves(n, n->loss.truth.flow[i], -4, 4, 2);
        write_waves(n, n->loss.truth.weight[i], 0, 1, 3);
        write_waves(n, n->loss.truth.mask[i], 0, 1, 4);
    }
}

static double worst_difference(const double *a, const double *b, size_t count)
{
    double worst = 0;
    for (size_t i = 0; i < count; i++)
        worst = fmax(worst, fabs(a[i] - b[i]));
    return worst;
}

/* An image is the source where a flow [n, channels, h, w] points, whose first two channels count. */
static void check_warp(const struct network *n, gfla_tensor *image, gfla_tensor *flow)
{
    const struct gfla_sampling_ref size = {BATCH, 3, SIZE, SIZE, SIZE, SIZE};
    const size_t channels = (size_t)flow->shape.dim[1];
    double *source = read_all(n, n->net.person.source), *is = read_all(n, image), *all = read_all(n, flow),
           *two = calloc(BATCH * 2 * AREA, sizeof *two), *expected = calloc(BATCH * 3 * AREA, sizeof *expected);
    for (size_t i = 0; i < BATCH; i++)
        memcpy(two + i * 2 * AREA, all + i * channels * AREA, 2 * AREA * sizeof *two);
    gfla_warp_ref_fwd(&size, 0, source, two, expected);
    const double worst = worst_difference(is, expected, BATCH * 3 * AREA);
    if (worst > 1e-4)
        fail_msg("%s differs by %g", image->name, worst);
    free(source), free(is), free(all), free(two), free(expected);
}

static void check_limbs(const struct network *n)
{
    const struct gfla_person *person = &n->net.person;
    double *source = read_all(n, person->source_pose), *target = read_all(n, person->target_pose),
           *limbs = read_all(n, n->net.limbs), *expected = calloc(BATCH * 3 * AREA, sizeof *expected), largest = 0;
    gfla_limb_flow_ref_fwd(person->source_pose->shape, source, target, expected);
    for (size_t i = 0; i < BATCH * 3 * AREA; i++)
        largest = fmax(largest, fabs(expected[i]));
    assert_true(largest > 2 && worst_difference(limbs, expected, BATCH * 3 * AREA) < 1e-3);
    free(source), free(target), free(limbs), free(expected);
}

/* The gate says for each pixel how much of it is the warped source. */
static void check_image(const struct network *n)
{
    double *painted = read_all(n, find(n, "target.painted")), *gate = read_all(n, find(n, "target.gate")),
           *warped = read_all(n, n->net.warped), *image = read_all(n, n->net.person.image), spread = 0;
    for (size_t i = 0; i < BATCH * 3 * AREA; i++) {
        const double share = gate[i / (3 * AREA) * AREA + i % AREA];
        assert_true(fabs(image[i] - (painted[i] * (1 - share) + warped[i] * share)) < 1e-4);
        spread = fmax(spread, fabs(painted[i] - warped[i]));
        assert_true(share > 0.05 && share < 0.95);
    }
    assert_true(spread > 0.2); /* else the above says little */
    free(painted), free(gate), free(warped), free(image);
}

static void the_image_is_of_the_moved_source(void **state)
{
    struct network n;
    if (!device)
        skip();
    network_build(&n, false);
    network_prepare(&n);
    ok(gfla_plan_run(n.plan));
    check_limbs(&n);
    check_warp(&n, n.net.moved, n.net.limbs);
    check_warp(&n, n.net.warped, n.net.full_flow);
    check_image(&n);
    double *limbs = read_all(&n, n.net.limbs), *flow = read_all(&n, n.net.full_flow);
    assert_true(worst_difference(limbs, flow, 2 * AREA) > 0.01); /* something is added to the flow of limbs */
    free(limbs), free(flow);
    network_close(&n);
}

static void clear(const struct network *n, const char *name)
{
    gfla_tensor *param = find(n, name);
    double *zeros = calloc((size_t)gfla_shape_count(param->shape), sizeof *zeros);
    write_all(n, param, zeros);
    free(zeros);
}

/* A flow at a part of the size is the mean over its pixels, in pixels of its map. */
static void check_coarse(const struct network *n, gfla_tensor *map, int part)
{
    const int size = SIZE / part;
    double *limbs = read_all(n, n->net.limbs), *flow = read_all(n, map);
    for (int i = 0; i < BATCH * 2 * size * size; i++) {
        const int x = i % size, y = i / size % size, channel = i / (size * size) % 2, sample = i / (2 * size * size);
        double sum = 0;
        for (int j = 0; j < part * part; j++)
            sum += limbs[((sample * 3 + channel) * SIZE + y * part + j / part) * SIZE + x * part + j % part];
        assert_true(fabs(flow[i] - sum / (part * part * part)) < 1e-4);
    }
    free(limbs), free(flow);
}

/* With nothing added, all flows are those of the limbs. */
static void flows_begin_with_the_limbs(void **state)
{
    static const char *const heads[] = {"flow_net.output1.0.weight", "flow_net.output1.0.bias",
                                        "flow_net.output2.0.weight", "flow_net.output2.0.bias",
                                        "flow_net.head.weight",      "flow_net.head.bias"};
    struct network n;
    if (!device)
        skip();
    network_build(&n, true);
    network_prepare(&n);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        clear(&n, heads[i]);
    ok(gfla_plan_run(n.plan));
    check_coarse(&n, n.net.person.maps.flow[0], 8);
    check_coarse(&n, n.net.person.maps.flow[1], 4);
    check_coarse(&n, n.net.full_flow, 1);
    network_close(&n);
}

/* ---- gradients ---- */

static double run_loss(const struct network *n)
{
    float total;
    ok(gfla_plan_run(n->plan));
    ok(gfla_tensor_read(n->plan, n->loss.terms.total, &total));
    return (double)total;
}

/* The slope along the gradient is its length, within 5 % and what floats can tell of a loss. */
static void check_slope(const struct network *n, const char *name, double step)
{
    gfla_tensor *param = find(n, name);
    const size_t count = (size_t)gfla_shape_count(param->shape);
    double *values = read_all(n, param), *moved = calloc(count, sizeof *moved), length = 0, loss[2];
    run_loss(n);
    double *gradient = read_all(n, param->grad);
    for (size_t i = 0; i < count; i++)
        length += gradient[i] * gradient[i];
    length = sqrt(length);
    assert_true(length > 1e-6);
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < count; i++)
            moved[i] = values[i] + (side ? step : -step) * gradient[i] / length;
        write_all(n, param, moved);
        loss[side] = run_loss(n);
    }
    write_all(n, param, values);
    const double slope = (loss[1] - loss[0]) / (2 * step), limit = 0.05 * length + 1e-6 / step;
    print_message("%-42s slope %+.6f, expected %+.6f +- %.6f\n", name, slope, length, limit);
    assert_true(fabs(slope - length) <= limit);
    free(moved), free(values), free(gradient);
}

static void gradients_are_slopes(void **state)
{
    static const struct {
        const char *name;
        double step;
    } probes[] = {{"flow_net.output1.0.weight", 1e-3},
                  {"flow_net.mask2.0.weight", 1e-3},
                  {"flow_net.head.weight", 1e-3},
                  {"flow_net.finest.weight", 1e-3},
                  {"target.merge.weight", 1e-3},
                  {"target.gate.weight", 1e-3},
                  {"target.structure.block0.model.2.weight", 1e-4},
                  {"source.encoder1.model.2.weight", 3e-3},
                  {"target.attn1.fully_connect_layer.0.weight", 1e-2}};
    struct network n;
    if (!device)
        skip();
    network_build(&n, false);
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++)
        gfla_graph_keep(find(&n, probes[i].name)->grad);
    network_prepare(&n);
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++)
        check_slope(&n, probes[i].name, probes[i].step);
    network_close(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_its_parts),
        cmocka_unit_test(attentions_elsewhere_are_refused),
        cmocka_unit_test(the_image_is_of_the_moved_source),
        cmocka_unit_test(flows_begin_with_the_limbs),
        cmocka_unit_test(gradients_are_slopes),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
