/* The published form at reduced width against tensors that the published code made in float64 from the same weights. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/weights/npy.h"
#include "models/gfla/shapenet.h"
#include "tests/device_fixture.h"
#include "train/weights.h"

struct network {
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_shapenet net;
};

static void network_open(struct network *n, int size, const char *algorithm)
{
    const struct gfla_shapenet_config config = {.size = size, .width = 8, .flow_width = 8, .flow_growth = 4};
    ok(gfla_graph_create(&n->graph));
    ok(gfla_shapenet_build(n->graph, &config, &n->net));
    ok(gfla_plan_create(&n->plan, n->graph, device,
                        &(struct gfla_plan_params){.keep_all = true, .algorithm = algorithm}));
    ok(gfla_weights_load(n->plan, n->graph, GFLA_SOURCE_DIR "/tests/golden/shapenet/weights.safetensors",
                         GFLA_WEIGHTS_ALL, NULL));
}

static void network_close(struct network *n)
{
    gfla_plan_destroy(&n->plan);
    gfla_graph_destroy(&n->graph);
}

static float *read_file(const char *name, struct gfla_shape *shape)
{
    char path[512];
    float *values;
    snprintf(path, sizeof path, "%s/tests/golden/shapenet/%s.npy", GFLA_SOURCE_DIR, name);
    ok(gfla_npy_read(path, shape, &values));
    return values;
}

static void feed(struct network *n)
{
    const struct {
        const char *file;
        gfla_tensor *tensor;
    } inputs[] = {
        {"in_source", n->net.source}, {"in_source_B", n->net.source_pose}, {"in_target_B", n->net.target_pose}};
    for (int i = 0; i < 3; i++) {
        struct gfla_shape shape;
        float *values = read_file(inputs[i].file, &shape);
        assert_true(gfla_shape_equal(shape, inputs[i].tensor->shape));
        ok(gfla_tensor_write(n->plan, inputs[i].tensor, values));
        free(values);
    }
}

/* Ten times what the published code's own float32 run is away from its float64 run, which meta.json of the golden
 * tensors says; in the order in which the network computes them, so that the first that fails is where it went wrong.
 * Of large tensors the file has every step-th row and column. */
static const struct expectation {
    const char *file, *tensor;
    double tolerance;
    int step;
} expectations[] = {
    {"tap_flow_net.encoder3", "flow_net.encoder3", 3.2e-5, 1},
    {"tap_flow_net.cat", "flow_net.cat", 7.1e-5, 1},
    {"tap_flow_net.jump0", "flow_net.jump0", 2.6e-5, 2},
    {"tap_flow_net.decoder0", "flow_net.decoder0", 1.5e-4, 2},
    {"f64_out.1.0", "flow_net.output1", 3.5e-4, 1},
    {"f64_out.2.0", "flow_net.mask1", 2.8e-5, 1},
    {"f64_out.1.1", "flow_net.output2", 5.0e-4, 1},
    {"f64_out.2.1", "flow_net.mask2", 4.3e-5, 1},
    {"tap_source.encoder1", "source.encoder1", 2.3e-5, 2},
    {"tap_target.block0", "target.block0", 1e-4, 1},
    {"tap_target.attn0", "target.attn0", 8.5e-5, 2},
    {"f64_out.0", "target.outconv", 1e-4, 4},
};

/* Where element i of the file is in the tensor. */
static int64_t place(struct gfla_shape file, int step, int64_t i)
{
    const int64_t h = file.dim[2], w = file.dim[3], x = i % w, y = i / w % h, plane = i / (w * h);
    return (plane * h * step + y * step) * w * step + x * step;
}

static void compare(struct network *n, const struct expectation *e)
{
    gfla_tensor *tensor = gfla_graph_find(n->graph, e->tensor);
    if (!tensor)
        fail_msg("the network has no \"%s\"", e->tensor);
    struct gfla_shape shape;
    int64_t worst = 0;
    float *expected = read_file(e->file, &shape),
          *found = calloc((size_t)gfla_shape_count(tensor->shape), sizeof *found);
    assert_true(gfla_shape_equal(
        gfla_shape_4d(shape.dim[0], shape.dim[1], shape.dim[2] * e->step, shape.dim[3] * e->step), tensor->shape));
    ok(gfla_tensor_read(n->plan, tensor, found));
    for (int64_t i = 0; i < gfla_shape_count(shape); i++) {
        found[i] = found[place(shape, e->step, i)]; /* a later place: not overwritten yet */
        if (!(fabsf(found[i] - expected[i]) <= fabsf(found[worst] - expected[worst])))
            worst = i;
    }
    double error = fabs((double)found[worst] - expected[worst]);
    print_message("%-20s %.2e (tolerance %.1e)\n", e->tensor, error, e->tolerance);
    if (!(error <= e->tolerance))
        fail_msg("%s[%lld] is %.9g, expected %.9g", e->file, (long long)worst, (double)found[worst],
                 (double)expected[worst]);
    free(expected);
    free(found);
}

static void values_are_published(void **state)
{
    struct network n = {0};
    if (!device)
        skip();
    network_open(&n, 256, NULL);
    feed(&n);
    ok(gfla_plan_run(n.plan));
    for (size_t i = 0; i < sizeof expectations / sizeof *expectations; i++)
        compare(&n, &expectations[i]);
    network_close(&n);
}

static gfla_tensor **outputs(struct network *n, gfla_tensor *list[6])
{
    list[0] = n->net.image;
    for (int i = 0; i < 2; i++) {
        list[1 + i] = n->net.flow[i];
        list[3 + i] = n->net.mask[i];
    }
    list[5] = NULL;
    return list;
}

/* A smaller image of the same weights: no golden tensors, but every result is a number in its range, and the same every
 * time. */
static void run_size(int size)
{
    struct network n = {0};
    gfla_tensor *list[6];
    size_t area = (size_t)size * size;
    float *source = calloc(3 * area, sizeof *source), *first = calloc(3 * area, sizeof *first),
          *again = calloc(3 * area, sizeof *again);
    float pose[GFLA_SHAPENET_POSES] = {[3] = 1, [18] = 1};
    for (size_t i = 0; i < 3 * area; i++)
        source[i] = sinf((float)(i % 997) * 0.05f);
    network_open(&n, size, NULL);
    ok(gfla_tensor_write(n.plan, n.net.source, source));
    ok(gfla_tensor_write(n.plan, n.net.source_pose, pose));
    ok(gfla_tensor_write(n.plan, n.net.target_pose, pose));
    outputs(&n, list);
    for (int i = 0; list[i]; i++) {
        size_t count = (size_t)gfla_shape_count(list[i]->shape);
        double largest = 0;
        ok(gfla_plan_run(n.plan));
        ok(gfla_tensor_read(n.plan, list[i], first));
        ok(gfla_plan_run(n.plan));
        ok(gfla_tensor_read(n.plan, list[i], again));
        assert_memory_equal(first, again, count * sizeof *first);
        for (size_t j = 0; j < count; j++) {
            assert_true(isfinite(first[j]));
            largest = fmax(largest, fabsf(first[j]));
        }
        assert_true(largest > 0 && (i == 1 || i == 2 || largest <= 1)); /* flows may be larger */
    }
    assert_int_equal(n.net.flow[0]->shape.dim[3], size / 8);
    assert_int_equal(n.net.flow[1]->shape.dim[3], size / 4);
    network_close(&n);
    free(source);
    free(first);
    free(again);
}

static void smaller_sizes_run(void **state)
{
    if (!device)
        skip();
    run_size(64);
    run_size(128);
}

static void other_weights_are_named(void **state)
{
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_shapenet net;
    if (!device)
        skip();
    ok(gfla_graph_create(&graph));
    ok(gfla_shapenet_build(
        graph, &(struct gfla_shapenet_config){.size = 64, .width = 8, .flow_width = 4, .flow_growth = 4}, &net));
    ok(gfla_plan_create(&plan, graph, device, NULL));
    assert_int_equal(gfla_weights_load(plan, graph, GFLA_SOURCE_DIR "/tests/golden/shapenet/weights.safetensors",
                                       GFLA_WEIGHTS_ALL, NULL),
                     GFLA_ERROR_INPUT);
    assert_non_null(strstr(gfla_error_message(),
                           "\"flow_net.block0.model.2.weight\" is [8, 3, 4, 4], the network has [4, 3, 4, 4]"));
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_published),
        cmocka_unit_test(smaller_sizes_run),
        cmocka_unit_test(other_weights_are_named),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
