/* Networks at reduced width against what the published code computed in float64 from the same weights.
 *
 * The folders of tests/golden hold one item of some networks. With GFLA_GOLDEN set to a folder of more (same layout), the others are
 * compared as well, and so is every activation that NAME/taps has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/npy.h"
#include "models/gfla/models.h"
#include "train/weights.h"

#define GFLA_TESTS_MAX_OUTPUTS 6

static gfla_device *device;

static void ok(gfla_status status)
{
    if (status != GFLA_OK)
        fail_msg("%s", gfla_error_message());
}

/* An output may be ten times as far from the float64 run as the published code's own float32 run is, and `limit` at the most. */
struct expectation {
    const char *name; /* NULL ends a list */
    double noise, limit;
};
static const double image = 1e-4, flow = 5e-4, mask = 1e-4;

struct golden_net {
    const char *folder, *model;
    bool is_shipped;
    int channels, most, flow_channels, flow_most;
    struct expectation outputs[GFLA_TESTS_MAX_OUTPUTS];
};

struct network {
    const struct golden_net *golden;
    char folder[512];
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_model_net net;
};

static float *read_file(const struct network *n, const char *prefix, const char *name, struct gfla_shape *shape)
{
    char path[1024];
    float *values;
    snprintf(path, sizeof path, "%s/%s%s.npy", n->folder, prefix, name);
    ok(gfla_npy_read(path, shape, &values));
    return values;
}

static void build(struct network *n)
{
    const struct gfla_model *model = gfla_model_find(n->golden->model);
    struct gfla_model_config config = model->config;
    struct gfla_shape shape;
    char weights[600];
    free(read_file(n, "in_", model->sizing, &shape));
    config.batch = (int)shape.dim[0];
    config.height = (int)shape.dim[2];
    config.width = (int)shape.dim[3];
    config.channels = n->golden->channels;
    config.most = n->golden->most;
    config.flow_channels = n->golden->flow_channels;
    config.flow_most = n->golden->flow_most;
    ok(gfla_graph_create(&n->graph));
    ok(gfla_model_build(model, n->graph, &config, &n->net));
    ok(gfla_plan_create(&n->plan, n->graph, device, &(struct gfla_plan_params){.keep_all = true}));
    snprintf(weights, sizeof weights, "%s/weights.safetensors", n->folder);
    ok(gfla_weights_load(n->plan, n->graph, weights, GFLA_WEIGHTS_ALL, NULL));
}

static void feed(struct network *n)
{
    for (int i = 0; i < n->net.n_inputs; i++) {
        struct gfla_shape shape;
        float *values = read_file(n, "in_", n->net.input[i]->name, &shape);
        assert_true(gfla_shape_equal(shape, n->net.input[i]->shape));
        ok(gfla_tensor_write(n->plan, n->net.input[i], values));
        free(values);
    }
}

/* Returns the largest difference; *largest: the largest magnitude. */
static double difference(struct network *n, gfla_tensor *tensor, const char *prefix, const char *file, double *largest)
{
    struct gfla_shape shape;
    float *expected = read_file(n, prefix, file, &shape);
    const int64_t count = gfla_shape_count(shape);
    double worst = 0;
    if (!gfla_shape_equal(shape, tensor->shape))
        fail_msg("%s: another shape than \"%s\"", file, tensor->name);
    float *found = calloc((size_t)count, sizeof *found);
    ok(gfla_tensor_read(n->plan, tensor, found));
    *largest = 0;
    for (int64_t i = 0; i < count; i++) {
        const double error = fabs((double)found[i] - expected[i]);
        worst = error <= worst ? worst : error; /* a NaN stays */
        *largest = fmax(*largest, fabs((double)expected[i]));
    }
    free(expected);
    free(found);
    return worst;
}

static void compare_outputs(struct network *n)
{
    bool failed = false;
    int n_outputs = 0;
    for (const struct expectation *e = n->golden->outputs; e->name; e++, n_outputs++) {
        const double tolerance = fmin(10 * e->noise, e->limit);
        double largest;
        int i = 0;
        while (i < n->net.n_outputs && strcmp(n->net.output[i].name, e->name) != 0)
            i++;
        assert_true(i < n->net.n_outputs);
        const double error = difference(n, n->net.output[i].tensor, "f64_", e->name, &largest);
        print_message("%-16s %-8s %.2e (tolerance %.1e, largest %.2g)\n", n->golden->folder, e->name, error, tolerance, largest);
        failed |= !(error <= tolerance);
    }
    assert_int_equal(n_outputs, n->net.n_outputs);
    assert_false(failed);
}

/* Activations of the float32 run; what is fused away here has no name. */
static void compare_taps(struct network *n)
{
    char path[600], **names, name[256];
    size_t count, n_compared = 0;
    snprintf(path, sizeof path, "%s/taps", n->folder);
    if (!gfla_file_exists(path))
        return;
    ok(gfla_folder_list(path, &names, &count));
    for (size_t i = 0; i < count; i++) {
        double largest;
        snprintf(name, sizeof name, "%.*s", (int)(strlen(names[i]) - strlen(".npy")), names[i]);
        gfla_tensor *tensor = gfla_graph_find(n->graph, name);
        if (!tensor) {
            print_message("%-16s no %s\n", n->golden->folder, name);
            continue;
        }
        const double error = difference(n, tensor, "taps/", name, &largest);
        if (!(error <= 4e-5 * fmax(1, largest)))
            fail_msg("%s: %.2e of %.3g", name, error, largest);
        n_compared++;
    }
    free(names);
    print_message("%-16s %zu activations agree\n", n->golden->folder, n_compared);
    assert_true(n_compared > 0);
}

#define PERSON .channels = 8, .flow_channels = 8, .flow_most = 32
static const struct golden_net nets[] = {
    {.folder = "pose_market",
     .model = "person-market",
     .is_shipped = true,
     PERSON,
     .outputs = {{"out.0", 8.7e-6, image}, {"out.1.0", 5.5e-5, flow}, {"out.2.0", 3.5e-6, mask}}},
    {.folder = "pose_fashion",
     .model = "person",
     PERSON,
     .outputs = {{"out.0", 9.0e-6, image},
                 {"out.1.0", 4.0e-5, flow},
                 {"out.1.1", 5.6e-5, flow},
                 {"out.2.0", 2.9e-6, mask},
                 {"out.2.1", 2.3e-6, mask}}},
    {.folder = "poseflownet",
     .model = "person-flow",
     PERSON,
     .outputs = {{"out.0.0", 2.2e-5, flow}, {"out.0.1", 4.5e-5, flow}, {"out.1.0", 1.4e-6, mask}, {"out.1.1", 2.6e-6, mask}}},
    {.folder = "shapenetflownet",
     .model = "shapenet-flow",
     PERSON,
     .outputs = {{"out.0.0", 1.8e-4, flow}, {"out.0.1", 2.3e-4, flow}, {"out.1.0", 1.2e-5, mask}, {"out.1.1", 1.9e-5, mask}}},
    {.folder = "shapenet",
     .model = "shapenet", /* shipped too, see shapenet_golden_test.c */
     PERSON,
     .outputs = {{"out.0", 4.6e-5, image},
                 {"out.1.0", 3.5e-5, flow},
                 {"out.1.1", 5.3e-5, flow},
                 {"out.2.0", 2.8e-6, mask},
                 {"out.2.1", 4.3e-6, mask}}},
    {.folder = "D_res_l4", .model = "discriminator-res", .is_shipped = true, .channels = 8, .most = 32, .outputs = {{"out", 1.2e-7, mask}}},
    {.folder = "D_res_l3_market",
     .model = "discriminator-res-market",
     .is_shipped = true,
     .channels = 8,
     .most = 32,
     .outputs = {{"out", 4.6e-8, mask}}},
    {.folder = "D_patch",
     .model = "discriminator-patch",
     .is_shipped = true,
     .channels = 8,
     .most = 32,
     .outputs = {{"out", 1.6e-8, mask}}},
};
enum { N_NETS = sizeof nets / sizeof *nets };

static void compare_net(const struct golden_net *golden, const char *root)
{
    struct network n = {.golden = golden};
    snprintf(n.folder, sizeof n.folder, "%s/%s", root, golden->folder);
    build(&n);
    feed(&n);
    ok(gfla_plan_run(n.plan));
    compare_outputs(&n);
    compare_taps(&n);
    gfla_plan_destroy(&n.plan);
    gfla_graph_destroy(&n.graph);
}

static void shipped_values_are_published(void **state)
{
    if (!device)
        skip();
    for (int i = 0; i < N_NETS; i++)
        if (nets[i].is_shipped)
            compare_net(&nets[i], GFLA_SOURCE_DIR "/tests/golden");
}

static void all_values_are_published(void **state)
{
    const char *root = getenv("GFLA_GOLDEN");
    if (!device || !root)
        skip();
    for (int i = 0; i < N_NETS; i++)
        compare_net(&nets[i], root);
}

static int open_device(void **state)
{
    gfla_device_open(&device, NULL); /* without one the tests skip */
    if (device && gfla_device_get_info(device)->kind == GFLA_DEVICE_NULL)
        gfla_device_destroy(&device);
    return 0;
}

static int close_device(void **state)
{
    gfla_device_destroy(&device);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shipped_values_are_published), cmocka_unit_test(all_values_are_published)};
    return cmocka_run_group_tests(tests, open_device, close_device);
}
