/* Appearance Flow: what it is made of, what its result is made of, and the gradients of its losses against finite
 * differences. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/plan.h"
#include "models/gfla/appearance_flow.h"
#include "models/gfla/architectures.h"
#include "models/gfla/view_camera.h"
#include "ref/warp_ref.h"
#include "tests/device_fixture.h"

#define SIZE 64
#define BATCH 2
#define IMAGE (BATCH * 3 * SIZE * SIZE)
#define AREA (BATCH * SIZE * SIZE)

struct network {
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_shapenet net;
    struct gfla_appearance_flow_truth truth;
    struct gfla_loss_terms terms;
};

static struct gfla_network_config small_config(int size)
{
    return (struct gfla_network_config){.batch = BATCH, .height = size, .width = size, .channels = 2, .most = 8};
}

static void network_build(struct network *n, int size)
{
    const struct gfla_network_config config = small_config(size);
    *n = (struct network){0};
    ok(gfla_graph_create(&n->graph));
    ok(gfla_appearance_flow_build_views(n->graph, &config, &n->net));
    ok(gfla_appearance_flow_loss(n->graph, &n->net, &n->truth, &n->terms));
    ok(gfla_graph_differentiate(n->graph, n->terms.total));
}

static void network_close(struct network *n)
{
    gfla_plan_destroy(&n->plan);
    gfla_graph_destroy(&n->graph);
}

static void has_its_parts(void **state)
{
    for (int size = 64; size <= 512; size *= 2) {
        struct network n;
        int n_deconvs = 0;
        network_build(&n, size);
        assert_true(gfla_shape_equal(n.net.full_flow->shape, gfla_shape_4d(BATCH, 2, size, size)));
        assert_true(gfla_shape_equal(n.net.full_mask->shape, gfla_shape_4d(BATCH, 1, size, size)));
        assert_true(gfla_shape_equal(n.net.warped->shape, gfla_shape_4d(BATCH, 3, size, size)));
        assert_true(gfla_shape_equal(n.net.image->shape, gfla_shape_4d(BATCH, 3, size, size)));
        assert_true(gfla_shape_equal(gfla_graph_find(n.graph, "image.fc0.weight")->shape,
                                     gfla_shape_4d(8, 64, size / 64, size / 64)));
        for (size_t i = 0; i < gfla_graph_n_tensors(n.graph); i++) {
            const gfla_tensor *tensor = gfla_graph_tensor(n.graph, i);
            if (tensor->role == GFLA_ROLE_PARAM && !tensor->grad)
                fail_msg("%s has no gradient", tensor->name);
            n_deconvs += tensor->role == GFLA_ROLE_PARAM && strncmp(tensor->name, "flow.deconv", 11) == 0;
        }
        assert_int_equal(n_deconvs, 2 * (int)lround(log2(size / 8)));
        assert_int_equal(n.terms.n, 3);
        network_close(&n);
    }
}

static void refuse(struct gfla_network_config config, const char *text)
{
    gfla_graph *graph;
    struct gfla_appearance_flow net;
    ok(gfla_graph_create(&graph));
    assert_int_equal(gfla_appearance_flow_build(graph, &config, &net), GFLA_ERROR_USAGE);
    if (!strstr(gfla_error_message(), text))
        fail_msg("no \"%s\" in: %s", text, gfla_error_message());
    gfla_graph_destroy(&graph);
}

static void impossible_settings_are_refused(void **state)
{
    struct gfla_network_config config = small_config(96);
    refuse(config, "96 x 96 pixels: appearance-flow takes 64 x 64");
    refuse(small_config(1024), "1024 x 1024");
    config = small_config(64);
    config.width = 128;
    refuse(config, "128 x 64");
    config = small_config(64);
    config.channels = 1;
    refuse(config, "width 1 is not within 2 .. 64");
    config.channels = 2;
    config.most = 3;
    refuse(config, "greatest width 3");
}

/* As far as they should be from 0, and no farther. */
static void initial_values(void **state)
{
    struct network n;
    static const struct {
        const char *name;
        double bound;
    } uniform[] = {{"image.conv1.weight", sqrt(6.0 / (2 * 9))},
                   {"flow.fc1.weight", sqrt(6.0 / 8)},
                   {"flow.deconv0.weight", sqrt(6.0 / (4 * 2.25))},
                   {"flow.out.weight", 0.1 * sqrt(6.0 / (8 * 9))},
                   {"view.fc0.weight", sqrt(6.0 / 24)},
                   {"mask.fc0.bias", 0}};
    struct gfla_random random = gfla_random_seed(1, 0);
    network_build(&n, SIZE);
    for (size_t i = 0; i < sizeof uniform / sizeof *uniform; i++) {
        const gfla_tensor *param = gfla_graph_find(n.graph, uniform[i].name);
        const size_t count = (size_t)gfla_shape_count(param->shape);
        float *values = calloc(count, sizeof *values), largest = 0;
        gfla_appearance_flow_init(param, &random, values);
        for (size_t j = 0; j < count; j++)
            largest = fmaxf(largest, fabsf(values[j]));
        if ((double)largest > uniform[i].bound * 1.00001 || (double)largest < 0.8 * uniform[i].bound)
            fail_msg("%s: up to %g, %g expected", uniform[i].name, (double)largest, uniform[i].bound);
        free(values);
    }
    network_close(&n);
}

/* ---- values ---- */

static void write_params(struct network *n)
{
    struct gfla_random random = gfla_random_seed(3, 0);
    for (size_t i = 0; i < gfla_graph_n_tensors(n->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(n->graph, i);
        if (tensor->role != GFLA_ROLE_PARAM)
            continue;
        const size_t count = (size_t)gfla_shape_count(tensor->shape);
        float *values = calloc(count, sizeof *values);
        gfla_appearance_flow_init(tensor, &random, values);
        for (size_t j = 0; strstr(tensor->name, ".out.weight") && j < count; j++)
            values[j] *= 8; /* flows of some pixels, masks that are not one half everywhere */
        ok(gfla_tensor_write(n->plan, tensor, values));
        free(values);
    }
}

static void write_planes(struct network *n, gfla_tensor *tensor, double phase, bool is_mask)
{
    const int channels = (int)tensor->shape.dim[1];
    float *values = calloc(IMAGE, sizeof *values);
    for (int i = 0; i < BATCH * channels * SIZE * SIZE; i++) {
        const double u = i % SIZE / (double)SIZE, v = i / SIZE % SIZE / (double)SIZE;
        const double wave = sin(7 * u + 9 * v + i / (SIZE * SIZE) + phase);
        values[i] = is_mask ? hypot(u - 0.5, v - 0.5) < 0.35 : (float)wave;
    }
    ok(gfla_tensor_write(n->plan, tensor, values));
    free(values);
}

static void network_prepare(struct network *n)
{
    const struct gfla_view_angles source = {60, 10}, targets[BATCH] = {{80, 10}, {20, 0}};
    float camera[BATCH * 12], mirror[BATCH * 12];
    ok(gfla_plan_create(&n->plan, n->graph, device, &(struct gfla_plan_params){.training = true}));
    write_params(n);
    write_planes(n, n->net.source, 0, false);
    write_planes(n, n->truth.target, 1, false);
    write_planes(n, n->truth.mask, 0, true);
    for (int i = 0; i < BATCH; i++) {
        gfla_view_camera(source, targets[i], camera + 12 * i);
        gfla_view_mirror_camera(source, targets[i], mirror + 12 * i);
    }
    ok(gfla_tensor_write(n->plan, n->net.camera, camera));
    ok(gfla_tensor_write(n->plan, n->net.mirror_camera, mirror));
}

static double *read_all(struct network *n, gfla_tensor *tensor)
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

/* The image is what the source has where the flow points, on white by the mask; the losses are those of the header. */
static void the_result_is_the_source_moved(void **state)
{
    struct network n;
    if (!device)
        skip();
    network_build(&n, SIZE);
    network_prepare(&n);
    ok(gfla_plan_run(n.plan));
    double *source = read_all(&n, n.net.source), *flow = read_all(&n, n.net.full_flow),
           *mask = read_all(&n, n.net.full_mask), *image = read_all(&n, n.net.image),
           *target = read_all(&n, n.truth.target), *truth = read_all(&n, n.truth.mask),
           *sampled = calloc(IMAGE, sizeof *sampled), largest = 0, spread = 0, l1 = 0, inside = 0, area = 0, cross = 0;
    gfla_warp_ref_fwd(&(struct gfla_sampling_ref){BATCH, 3, SIZE, SIZE, SIZE, SIZE}, 0, source, flow, sampled);
    for (int i = 0; i < IMAGE; i++) {
        const int at = i / (3 * SIZE * SIZE) * SIZE * SIZE + i % (SIZE * SIZE);
        const double expected = mask[at] * sampled[i] + 1 - mask[at];
        assert_true(fabs(image[i] - expected) < 1e-4);
        l1 += fabs(image[i] - target[i]) / IMAGE;
        inside += truth[at] * fabs(sampled[i] - target[i]);
        area += truth[at];
    }
    for (int i = 0; i < AREA; i++) {
        largest = fmax(largest, fabs(flow[i]));
        spread = fmax(spread, fabs(mask[i] - 0.5));
        cross -= (truth[i] * log(mask[i]) + (1 - truth[i]) * log(1 - mask[i])) / AREA;
    }
    assert_true(largest > 0.5 && spread > 0.02); /* else the above says little */
    const double expected[] = {inside / area, 0.1 * cross, l1};
    for (int i = 0; i < 3; i++) {
        float term;
        ok(gfla_tensor_read(n.plan, n.terms.term[i], &term));
        assert_true(fabs((double)term - expected[i]) < 1e-4 * expected[i]);
    }
    free(source), free(flow), free(mask), free(image), free(target), free(truth), free(sampled);
    network_close(&n);
}

/* ---- gradients ---- */

static double run_loss(struct network *n)
{
    double sum = 0;
    ok(gfla_plan_run(n->plan));
    for (int i = 0; i < n->terms.n; i++) {
        float term;
        ok(gfla_tensor_read(n->plan, n->terms.term[i], &term));
        sum += (double)term;
    }
    return sum;
}

/* The slope along the gradient is its length, within 5 %. */
static void check_slope(struct network *n, const char *name, float step)
{
    gfla_tensor *param = gfla_graph_find(n->graph, name);
    const size_t count = (size_t)gfla_shape_count(param->shape);
    float *moved = calloc(count, sizeof *moved);
    double *values = read_all(n, param), *gradient, length = 0, loss[2];
    run_loss(n);
    gradient = read_all(n, param->grad);
    for (size_t i = 0; i < count; i++)
        length += gradient[i] * gradient[i];
    length = sqrt(length);
    assert_true(length > 1e-6);
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < count; i++)
            moved[i] = (float)(values[i] + (side ? 1 : -1) * (double)step * gradient[i] / length);
        ok(gfla_tensor_write(n->plan, param, moved));
        loss[side] = run_loss(n);
    }
    for (size_t i = 0; i < count; i++)
        moved[i] = (float)values[i];
    ok(gfla_tensor_write(n->plan, param, moved));
    const double slope = (loss[1] - loss[0]) / (2 * (double)step), limit = 0.05 * length + 1e-6 / (double)step;
    print_message("%-24s slope %+.6f, expected %+.6f +- %.6f\n", name, slope, length, limit);
    assert_true(fabs(slope - length) <= limit);
    free(moved), free(values), free(gradient);
}

static void gradients_are_slopes(void **state)
{
    static const struct {
        const char *name;
        float step;
    } probes[] = {{"image.conv0.weight", 1e-3f},  {"image.conv5.weight", 1e-3f}, {"image.fc0.weight", 3e-3f},
                  {"view.fc0.weight", 3e-4f},     {"view.fc1.weight", 1e-3f},    {"flow.fc1.weight", 3e-3f},
                  {"flow.deconv2.weight", 3e-3f}, {"flow.out.weight", 1e-3f},    {"mask.fc0.weight", 3e-3f},
                  {"mask.deconv0.weight", 3e-3f}, {"mask.out.bias", 3e-3f}};
    struct network n;
    if (!device)
        skip();
    network_build(&n, SIZE);
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++)
        gfla_graph_keep(gfla_graph_find(n.graph, probes[i].name)->grad);
    network_prepare(&n);
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++)
        check_slope(&n, probes[i].name, probes[i].step);
    network_close(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_its_parts),        cmocka_unit_test(impossible_settings_are_refused),
        cmocka_unit_test(initial_values),       cmocka_unit_test(the_result_is_the_source_moved),
        cmocka_unit_test(gradients_are_slopes),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
