/* Form SOLID of the view network: what its stages are made of, what it begins with, and the slope of the shape net's
 * losses against finite differences. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/gfla/metadata.h"
#include "models/gfla/solid.h"
#include "models/gfla/view_camera.h"
#include "graph/plan.h"
#include "tests/device_fixture.h"

#define SIZE 64
#define BATCH 2

enum stage { WHOLE, FLOW, SHAPE };

struct network {
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_shapenet net;
    struct gfla_view_loss loss;
};

static struct gfla_shapenet_config small_config(enum stage stage)
{
    return (struct gfla_shapenet_config){.form = GFLA_FORM_SOLID,
                                         .batch = BATCH,
                                         .size = SIZE,
                                         .width = 4,
                                         .flow_width = 4,
                                         .attention_width = 8,
                                         .shape_width = 4,
                                         .flow_only = stage == FLOW,
                                         .shape_only = stage == SHAPE,
                                         .mirror = true};
}

static void network_build(struct network *n, const struct gfla_shapenet_config *config)
{
    *n = (struct network){0};
    ok(gfla_graph_create(&n->graph));
    ok(gfla_solid_build(n->graph, config, &n->net));
    ok(gfla_solid_loss_build(n->graph, &n->net, &n->loss));
    ok(gfla_graph_differentiate(n->graph, n->loss.terms.total));
}

static void network_close(struct network *n)
{
    gfla_plan_destroy(&n->plan);
    gfla_graph_destroy(&n->graph);
}

static bool is_param(const gfla_tensor *tensor)
{
    return tensor->role == GFLA_ROLE_PARAM && !tensor->view_of;
}

/* Every parameter learns, but for those that the switches leave without use. */
static void nothing_is_cut_off(const struct network *n)
{
    for (size_t i = 0; i < gfla_graph_n_tensors(n->graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(n->graph, i);
        if (is_param(tensor) && !tensor->grad)
            fail_msg("%s has no gradient", tensor->name);
    }
}

static void has_its_parts(void **state)
{
    struct network n;
    const struct gfla_shapenet_config config = small_config(WHOLE);
    const struct gfla_shape map = gfla_shape_4d(BATCH, 1, SIZE, SIZE), image = gfla_shape_4d(BATCH, 3, SIZE, SIZE);
    network_build(&n, &config);
    assert_true(gfla_shape_equal(n.net.source_depth->shape, map));
    assert_true(gfla_shape_equal(n.net.source_back_depth->shape, map));
    assert_true(gfla_shape_equal(n.net.source_back_colour->shape, image));
    assert_true(gfla_shape_equal(n.net.drawn->shape, gfla_shape_4d(BATCH, 6, SIZE, SIZE)));
    assert_true(gfla_shape_equal(n.net.mirror_drawn->shape, gfla_shape_4d(BATCH, 6, SIZE, SIZE)));
    assert_true(gfla_shape_equal(n.net.full_flow->shape, gfla_shape_4d(BATCH, 2, SIZE, SIZE)));
    assert_true(gfla_shape_equal(n.net.alpha->shape, map));
    assert_true(gfla_shape_equal(n.net.image->shape, image));
    assert_int_equal(n.net.n_flows, 2);
    assert_int_equal(n.loss.terms.n, 12);
    nothing_is_cut_off(&n);
    network_close(&n);
}

/* The shape net is in stage flow, and that in the whole, under the same names: so one stage begins with another. */
static void stages_are_parts(void **state)
{
    struct network n[3];
    static const int n_terms[] = {12, 10, 4};
    for (int stage = 0; stage < 3; stage++) {
        const struct gfla_shapenet_config config = small_config((enum stage)stage);
        network_build(&n[stage], &config);
        assert_int_equal(n[stage].loss.terms.n, n_terms[stage]);
        nothing_is_cut_off(&n[stage]);
    }
    for (int stage = 1; stage < 3; stage++)
        for (size_t i = 0; i < gfla_graph_n_tensors(n[stage].graph); i++) {
            const gfla_tensor *tensor = gfla_graph_tensor(n[stage].graph, i);
            const gfla_tensor *other = is_param(tensor) ? gfla_graph_find(n[stage - 1].graph, tensor->name) : tensor;
            if (!other || !gfla_shape_equal(other->shape, tensor->shape))
                fail_msg("%s is not in the next stage", tensor->name);
            assert_true(stage != SHAPE || !is_param(tensor) || strncmp(tensor->name, "shape.", 6) == 0);
        }
    for (int stage = 0; stage < 3; stage++)
        network_close(&n[stage]);
}

static void switches_take_parts_away(void **state)
{
    struct network n;
    struct gfla_shapenet_config config = small_config(WHOLE);
    config.surfaces = 1;
    config.mirror = false;
    config.sampling = GFLA_SAMPLING_BILINEAR;
    network_build(&n, &config);
    assert_int_equal(n.net.drawn->shape.dim[1], 5);
    assert_null(n.net.mirror_drawn);
    assert_null(n.net.mirrored);
    assert_null(gfla_graph_find(n.graph, "target.attn0.fully_connect_layer.0.weight"));
    assert_non_null(gfla_graph_find(n.graph, "source.block0.model.2.weight"));
    nothing_is_cut_off(&n);
    network_close(&n);
    config.sampling = GFLA_SAMPLING_NONE;
    network_build(&n, &config);
    assert_null(gfla_graph_find(n.graph, "source.block0.model.2.weight"));
    nothing_is_cut_off(&n);
    network_close(&n);
}

static const char *find_pair(const void *file, const char *key)
{
    const struct gfla_metadata *metadata = file;
    for (int i = 0; i < metadata->n; i++)
        if (strcmp(metadata->pairs[2 * i], key) == 0)
            return metadata->pairs[2 * i + 1];
    return NULL;
}

static void metadata_goes_round(void **state)
{
    static const char *const names[] = {"view-solid", "view-solid-flow", "view-solid-shape"};
    for (int i = 0; i < 3; i++) {
        const struct gfla_architecture *network = gfla_architecture_find(names[i]), *read;
        struct gfla_network_config config = network->config, back = network->config;
        struct gfla_metadata metadata;
        config.surfaces = 1;
        config.mirror = 0;
        config.sampling = GFLA_SAMPLING_BILINEAR;
        gfla_metadata_write(&metadata, network, &config);
        ok(gfla_metadata_network(&read, find_pair, &metadata));
        assert_ptr_equal(read, network);
        ok(gfla_metadata_read(&back, find_pair, &metadata));
        assert_int_equal(back.surfaces, 1);
        assert_int_equal(back.mirror, 0);
        assert_int_equal(back.sampling, GFLA_SAMPLING_BILINEAR);
    }
}

/* ---- with a device ---- */

static void write_params(struct network *n)
{
    struct gfla_random random = gfla_random_seed(3, 0);
    for (size_t i = 0; i < gfla_graph_n_tensors(n->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(n->graph, i);
        if (!is_param(tensor))
            continue;
        float *values = calloc((size_t)gfla_shape_count(tensor->shape), sizeof *values);
        gfla_solid_init(&n->net.config, tensor, &random, values);
        ok(gfla_tensor_write(n->plan, tensor, values));
        free(values);
    }
}

/* A disc: colours smooth, its front and back half a radius before and behind the centre. */
static float pattern(const gfla_tensor *tensor, int64_t n, int64_t c, int64_t y, int64_t x)
{
    const double side = (double)tensor->shape.dim[3], u = (double)x / side, v = (double)y / side;
    const bool inside = hypot(u - 0.5, v - 0.5) < 0.35;
    if (strstr(tensor->name, "_surface"))
        return !inside ? 0 : c == 1 ? 1 : strstr(tensor->name, "back") ? 4.5f : (float)(3.5 + 0.2 * sin(5 * u));
    if (tensor->shape.dim[1] == 1)
        return inside ? 1 : 0;
    return (float)sin((7 + (double)c) * u + 9 * v * (1 + 0.3 * (double)n));
}

static void write_pattern(struct network *n, gfla_tensor *tensor)
{
    const int64_t *d = tensor->shape.dim;
    float *values = calloc((size_t)gfla_shape_count(tensor->shape), sizeof *values), *to = values;
    for (int64_t i = 0; i < d[0]; i++)
        for (int64_t c = 0; c < d[1]; c++)
            for (int64_t y = 0; y < d[2]; y++)
                for (int64_t x = 0; x < d[3]; x++)
                    *to++ = pattern(tensor, i, c, y, x);
    ok(gfla_tensor_write(n->plan, tensor, values));
    free(values);
}

static void write_inputs(struct network *n)
{
    const struct gfla_view_angles source = {60, 10}, targets[BATCH] = {{80, 10}, {20, -15}};
    const struct gfla_view_truth *truth = &n->loss.truth;
    gfla_tensor *const maps[] = {n->net.source,
                                 n->net.source_alpha,
                                 truth->source_surface,
                                 truth->source_back_surface,
                                 truth->source_back_colour,
                                 truth->silhouette[0],
                                 truth->silhouette[1]};
    float poses[BATCH * GFLA_POSE_NUMBERS], cameras[BATCH * 12], mirrors[BATCH * 12];
    for (int i = 0; i < BATCH; i++) {
        gfla_view_pose_numbers(source, 0, poses + GFLA_POSE_NUMBERS * i);
        gfla_view_camera(source, targets[i], cameras + 12 * i);
        gfla_view_mirror_camera(source, targets[i], mirrors + 12 * i);
    }
    ok(gfla_tensor_write(n->plan, n->net.source_pose, poses));
    ok(gfla_tensor_write(n->plan, n->net.camera, cameras));
    ok(gfla_tensor_write(n->plan, n->net.mirror_camera, mirrors));
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        write_pattern(n, maps[i]);
}

static double run_loss(struct network *n)
{
    double sum = 0;
    ok(gfla_plan_run(n->plan));
    for (int i = 0; i < n->loss.terms.n; i++) {
        float term;
        ok(gfla_tensor_read(n->plan, n->loss.terms.term[i], &term));
        sum += term;
    }
    return sum;
}

/* Along its own gradient the loss rises by the gradient's length; within 5 %, since it has kinks. */
static void check_slope(struct network *n, const char *name, double step)
{
    gfla_tensor *param = gfla_graph_find(n->graph, name);
    const size_t count = (size_t)gfla_shape_count(param->shape);
    float *values = calloc(count, sizeof *values), *gradient = calloc(count, sizeof *gradient),
          *moved = calloc(count, sizeof *moved);
    double length = 0, loss[2];
    ok(gfla_tensor_read(n->plan, param, values));
    run_loss(n);
    ok(gfla_tensor_read(n->plan, param->grad, gradient));
    for (size_t i = 0; i < count; i++)
        length += (double)gradient[i] * gradient[i];
    length = sqrt(length);
    assert_true(length > 1e-6);
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < count; i++)
            moved[i] = (float)(values[i] + (side ? step : -step) * gradient[i] / length);
        ok(gfla_tensor_write(n->plan, param, moved));
        loss[side] = run_loss(n);
    }
    const double slope = (loss[1] - loss[0]) / (2 * step);
    print_message("%-40s slope %.6f, gradient %.6f\n", name, slope, length);
    if (!(fabs(slope - length) <= 0.05 * length + 1e-6 / step))
        fail_msg("%s: the loss changes by %.6g, the gradient says %.6g", name, slope, length);
    ok(gfla_tensor_write(n->plan, param, values));
    free(values);
    free(gradient);
    free(moved);
}

/* A parameter, and how far it is moved: far where the loss hardly feels it. */
static const struct probe {
    const char *name;
    double step;
} probes[] = {
    {"shape.stem.weight", 1e-3}, {"shape.cat.shortcut.0.weight", 5e-2}, {"shape.decoder1.model.5.weight", 5e-2},
    {"shape.mix.weight", 1e-3},  {"shape.head.weight", 1e-3},           {"shape.head.bias", 1e-3}};
enum { N_PROBES = sizeof probes / sizeof *probes };

/* With values and inputs, and the gradients of what is probed kept. */
static void shape_prepare(struct network *n)
{
    const struct gfla_shapenet_config config = small_config(SHAPE);
    network_build(n, &config);
    for (int i = 0; i < N_PROBES; i++)
        gfla_graph_keep(gfla_graph_find(n->graph, probes[i].name)->grad);
    ok(gfla_plan_create(&n->plan, n->graph, device, &(struct gfla_plan_params){.training = true}));
    write_params(n);
    write_inputs(n);
}

static void gradients_are_slopes(void **state)
{
    struct network n;
    if (!device)
        skip();
    shape_prepare(&n);
    for (int i = 0; i < N_PROBES; i++)
        check_slope(&n, probes[i].name, probes[i].step);
    network_close(&n);
}

/* A network that knows nothing has a front before the centre, and a back half a radius behind it. */
static void begins_with_a_slab(void **state)
{
    struct network n;
    static float zeros[4096], front[BATCH * SIZE * SIZE], back[BATCH * SIZE * SIZE];
    if (!device)
        skip();
    shape_prepare(&n);
    ok(gfla_tensor_write(n.plan, gfla_graph_find(n.graph, "shape.head.weight"), zeros));
    ok(gfla_plan_run(n.plan));
    ok(gfla_tensor_read(n.plan, n.net.source_depth, front));
    ok(gfla_tensor_read(n.plan, n.net.source_back_depth, back));
    assert_true(fabsf(front[0] + 0.245f) < 1e-3f);
    assert_true(fabsf(back[0] - front[0] - 0.5f) < 1e-2f);
    network_close(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_its_parts),
        cmocka_unit_test(stages_are_parts),
        cmocka_unit_test(switches_take_parts_away),
        cmocka_unit_test(metadata_goes_round),
        cmocka_unit_test(gradients_are_slopes),
        cmocka_unit_test(begins_with_a_slab),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
