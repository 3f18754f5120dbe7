/* Networks at reduced width against what the published code computed in float64 from the same weights.
 *
 * The folders of tests/golden hold one item of some networks. With GFLA_GOLDEN set to a folder of all of them (same
 * layout), these are compared instead, and so is every activation that NAME/taps has. Weights are read from every form
 * of checkpoint that NAME has. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/weights/npy.h"
#include "models/gfla/architectures.h"
#include "tests/device_fixture.h"
#include "train/weights.h"

#define MAX_EXPECTATIONS 9

/* An output may be ten times as far from the float64 run as the published code's own float32 run is, and `limit` at the
 * most. Where several are named at once ("out.1.0" of a clip is all flows of frame 0), the noise is the least of
 * theirs; what comes first counts. */
struct expectation {
    const char *name; /* of the output, or of its group and frame; NULL ends a list */
    double noise, limit;
};
static const double image = 1e-4, flow = 5e-4, mask = 1e-4;

struct golden_net {
    const char *folder, *model;
    const char *input; /* the file of its only input where that is another network's too */
    bool is_shipped;
    int channels, most, flow_channels, flow_most;
    struct expectation outputs[MAX_EXPECTATIONS];
};

struct network {
    const struct golden_net *golden;
    const char *root;
    char folder[512];
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_model_net net;
};
static const char *const weight_files[] = {"weights.safetensors", "weights_legacy.pth", "weights_zip.pth"};

static float *read_file(const struct network *n, const char *prefix, const char *name, struct gfla_shape *shape)
{
    char path[1024];
    float *values;
    snprintf(path, sizeof path, "%s/%s%s.npy", n->folder, prefix, name);
    ok(gfla_npy_read(path, shape, &values));
    return values;
}

/* in_NAME, or levels_NAME: whole numbers, which stand for as many 255ths, but for those of the last channel
 * (labels). */
static float *read_input(const struct network *n, const char *name, struct gfla_shape *shape)
{
    char path[1024];
    float *values;
    if (n->golden->input) {
        snprintf(path, sizeof path, "%s/%s", n->root, n->golden->input);
        ok(gfla_npy_read(path, shape, &values));
        return values;
    }
    snprintf(path, sizeof path, "%s/levels_%s.npy", n->folder, name);
    if (!gfla_file_exists(path))
        return read_file(n, "in_", name, shape);
    values = read_file(n, "levels_", name, shape);
    const int64_t area = shape->dim[shape->rank - 2] * shape->dim[shape->rank - 1],
                  channels = shape->dim[shape->rank - 3];
    for (int64_t i = 0; i < gfla_shape_count(*shape); i++)
        values[i] /= i / area % channels == channels - 1 ? 1.0f : 255.0f;
    return values;
}

static void build(struct network *n)
{
    const struct gfla_architecture *model = gfla_architecture_find(n->golden->model);
    struct gfla_network_config config = model->config;
    struct gfla_shape shape;
    free(read_input(n, model->sizing, &shape));
    gfla_network_config_size(&config, shape);
    config.channels = n->golden->channels;
    config.most = n->golden->most;
    config.flow_channels = n->golden->flow_channels;
    config.flow_most = n->golden->flow_most;
    ok(gfla_graph_create(&n->graph));
    ok(gfla_architecture_build(model, n->graph, &config, &n->net));
    ok(gfla_plan_create(&n->plan, n->graph, device, &(struct gfla_plan_params){.keep_all = true}));
}

/* False when there is no such file. */
static bool load(struct network *n, const char *file)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", n->folder, file);
    if (!gfla_file_exists(path))
        return false;
    ok(gfla_weights_load(n->plan, n->graph, path, GFLA_WEIGHTS_ALL, NULL));
    return true;
}

/* A file has all frames, if there are several. Returns their number. */
static int feed(struct network *n, gfla_tensor *input, int frame)
{
    struct gfla_shape shape;
    float *values = read_input(n, input->name, &shape);
    const int64_t count = gfla_shape_count(shape), item = gfla_shape_count(input->shape);
    assert_true(count % item == 0 && (count == item || input == n->net.frame));
    ok(gfla_tensor_write(n->plan, input, values + frame * item));
    free(values);
    return (int)(count / item);
}

static bool is_carried(const struct network *n, const gfla_tensor *input)
{
    for (int i = 0; i < n->net.n_carries; i++)
        if (n->net.carry[i].to == input)
            return true;
    return false;
}

/* Everything in front of a frame, the first and only one of most networks; returns the number of frames. */
static int prepare(struct network *n, int frame)
{
    int n_frames = 1;
    for (int i = 0; frame > 0 && i < n->net.n_carries; i++)
        ok(gfla_model_carry_over(n->plan, &n->net.carry[i], false));
    for (int i = 0; i < n->net.n_inputs; i++)
        if (!is_carried(n, n->net.input[i])) {
            const int count = feed(n, n->net.input[i], frame * (n->net.input[i] == n->net.frame));
            n_frames = count > n_frames ? count : n_frames;
        }
    for (int i = 0; frame == 0 && i < n->net.n_carries; i++)
        ok(gfla_model_carry_over(n->plan, &n->net.carry[i], true));
    return n_frames;
}

/* A sequence is an image of one column here: [n, c, t, 1] for [n, c, t]. */
static bool is_same_shape(struct gfla_shape file, struct gfla_shape tensor)
{
    if (file.rank == 3 && tensor.rank == 4)
        file.dim[file.rank++] = 1;
    return gfla_shape_equal(file, tensor);
}

/* Returns the largest difference; *largest: the largest magnitude. */
static double difference(struct network *n, gfla_tensor *tensor, const char *prefix, const char *file, double *largest)
{
    struct gfla_shape shape;
    float *expected = read_file(n, prefix, file, &shape);
    const int64_t count = gfla_shape_count(shape);
    double worst = 0;
    if (!is_same_shape(shape, tensor->shape))
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

static const struct expectation *find_expectation(const struct golden_net *golden, const char *name)
{
    for (const struct expectation *e = golden->outputs; e->name; e++) {
        const size_t length = strlen(e->name);
        if (strncmp(e->name, name, length) == 0 && (name[length] == '\0' || name[length] == '.'))
            return e;
    }
    fail_msg("%s: nothing is expected of %s", golden->folder, name);
    return NULL;
}

/* frame: -1 where there are no frames. */
static void compare_outputs(struct network *n, int frame)
{
    bool failed = false;
    for (int i = 0; i < n->net.n_outputs; i++) {
        char name[32];
        double largest;
        if (n->net.output[i].tensor->role == GFLA_ROLE_INPUT)
            continue; /* the previous image: compared already */
        gfla_model_output_name(&n->net.output[i], frame, name, sizeof name);
        const struct expectation *e = find_expectation(n->golden, name);
        const double tolerance = fmin(10 * e->noise, e->limit),
                     error = difference(n, n->net.output[i].tensor, "f64_", name, &largest);
        print_message("%-16s %-9s %.2e (tolerance %.1e, largest %.2g)\n", n->golden->folder, name, error, tolerance,
                      largest);
        failed |= !(error <= tolerance);
    }
    assert_false(failed);
}

/* Activations of the float32 run, of the first frame if there are several; what is fused away here has no name. Two
 * float32 runs are furthest apart (5e-5) in the weights of an attention, a softmax of steep scores at places that the
 * flow says. */
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
        if (!(error <= 1e-4 * fmax(1, largest)))
            fail_msg("%s: %.2e of %.3g", name, error, largest);
        n_compared++;
    }
    free(names);
    print_message("%-16s %zu activations agree\n", n->golden->folder, n_compared);
    assert_true(n_compared > 0);
}

#define PERSON .channels = 8, .flow_channels = 8, .flow_most = 32
#define CLIP .channels = 4, .flow_channels = 4, .flow_most = 16
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
    {.folder = "face",
     .model = "face",
     .is_shipped = true,
     CLIP,
     .outputs = {{"out.0.0", 7.2e-6, image},
                 {"out.0.1", 7.6e-6, image},
                 {"out.1.0", 1.7e-5, flow},
                 {"out.1.1", 1.9e-5, flow},
                 {"out.2.0", 1.0e-6, mask},
                 {"out.2.1", 1.2e-6, mask}}},
    {.folder = "dance",
     .model = "dance",
     CLIP,
     .outputs = {{"out.0.0", 7.0e-6, image},
                 {"out.0.1", 1.1e-5, image},
                 {"out.1.0", 2.3e-5, flow},
                 {"out.1.1", 2.1e-5, flow},
                 {"out.2.0", 1.0e-6, mask},
                 {"out.2.1.0", 5.2e-6, mask},
                 {"out.2.1.2", 6.8e-6, mask},
                 {"out.2.1", 7.2e-7, mask}}},
    {.folder = "poseflownet",
     .model = "person-flow",
     PERSON,
     .outputs =
         {{"out.0.0", 2.2e-5, flow}, {"out.0.1", 4.5e-5, flow}, {"out.1.0", 1.4e-6, mask}, {"out.1.1", 2.6e-6, mask}}},
    {.folder = "shapenetflownet",
     .model = "shapenet-flow",
     PERSON,
     .outputs =
         {{"out.0.0", 1.8e-4, flow}, {"out.0.1", 2.3e-4, flow}, {"out.1.0", 1.2e-5, mask}, {"out.1.1", 1.9e-5, mask}}},
    {.folder = "shapenet",
     .model = "shapenet", /* shipped too, see shapenet_golden_test.c */
     PERSON,
     .outputs = {{"out.0", 4.6e-5, image},
                 {"out.1.0", 3.5e-5, flow},
                 {"out.1.1", 5.3e-5, flow},
                 {"out.2.0", 2.8e-6, mask},
                 {"out.2.1", 4.3e-6, mask}}},
    {.folder = "D_res_l4",
     .model = "discriminator-res",
     .input = "D_patch/in_x.npy",
     .is_shipped = true,
     .channels = 8,
     .most = 32,
     .outputs = {{"out", 1.2e-7, mask}}},
    {.folder = "D_res_l3_market",
     .model = "discriminator-res-market",
     .input = "pose_market/in_source.npy",
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
    {.folder = "D_temporal",
     .model = "discriminator-temporal",
     .is_shipped = true,
     .channels = 8,
     .most = 32,
     .outputs = {{"out", 8.1e-8, mask}}},
    {.folder = "keypoint", .model = "motion", .is_shipped = true, .channels = 32, .outputs = {{"out", 1.6e-6, mask}}},
};
enum { N_NETS = sizeof nets / sizeof *nets };

static void compare_frames(struct network *n)
{
    for (int frame = 0, n_frames = 1; frame < n_frames; frame++) {
        n_frames = prepare(n, frame);
        ok(gfla_plan_run(n->plan));
        compare_outputs(n, n->net.frame ? frame : -1);
        if (frame == 0)
            compare_taps(n);
    }
}

static void compare_net(const struct golden_net *golden, const char *root)
{
    struct network n = {.golden = golden, .root = root};
    int n_files = 0;
    snprintf(n.folder, sizeof n.folder, "%s/%s", root, golden->folder);
    build(&n);
    for (size_t i = 0; i < sizeof weight_files / sizeof *weight_files; i++)
        if (load(&n, weight_files[i])) {
            print_message("%s/%s\n", golden->folder, weight_files[i]);
            compare_frames(&n);
            n_files++;
        }
    assert_true(n_files > 0);
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
    if (!device)
        skip();
    for (int i = 0; i < N_NETS; i++)
        compare_net(&nets[i], getenv("GFLA_GOLDEN"));
}

int main(void)
{
    const struct CMUnitTest shipped[] = {cmocka_unit_test(shipped_values_are_published)};
    const struct CMUnitTest all[] = {cmocka_unit_test(all_values_are_published)};
    return getenv("GFLA_GOLDEN") ? cmocka_run_group_tests(all, open_device, close_device)
                                 : cmocka_run_group_tests(shipped, open_device, close_device);
}
