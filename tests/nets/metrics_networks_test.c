/* The networks of LPIPS and FID at small widths, against PyTorch (tests/tools/metric_values.py networks), through files
 * of weights as torchvision names them, norms of batches folded in. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/weights/safetensors.h"
#include "models/metrics/distances.h"
#include "graph/plan.h"
#include "tests/device_fixture.h"
#include "train/weights.h"

#define MAX_TENSORS 600

/* ---- the formulas of metric_values.py ---- */

static double pattern(int64_t i, int k)
{
    return (double)((i * 7919 + (int64_t)k * 104729) % 2001 - 1000) / 1000;
}

static int key(const char *name)
{
    int sum = 0;
    for (int i = 0; name[i]; i++)
        sum += (i + 1) * name[i];
    return sum % 1000;
}

static void draw(int k, int h, int w, float *planes)
{
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < h; y++)
            for (int x = 0; x < w; x++)
                planes[(c * h + y) * w + x] =
                    (float)(0.5 + 0.3 * sin(0.21 * x + 0.7 * c + k) + 0.2 * cos(0.17 * y * (c + 1) - 0.5 * k));
}

/* ---- files of weights ---- */

struct file {
    struct gfla_safetensors_entry entries[MAX_TENSORS];
    char names[MAX_TENSORS][96];
    int keys[MAX_TENSORS];
    double scales[MAX_TENSORS], moves[MAX_TENSORS];
    size_t n;
};

static void add(struct file *f, const char *name, struct gfla_shape shape, int k, double scale, double move)
{
    assert_true(f->n < MAX_TENSORS);
    snprintf(f->names[f->n], sizeof f->names[0], "%s", name);
    f->entries[f->n] = (struct gfla_safetensors_entry){f->names[f->n], shape, false};
    f->keys[f->n] = k, f->scales[f->n] = scale, f->moves[f->n++] = move;
}

static double fan_scale(struct gfla_shape shape)
{
    return sqrt(3.0 / (double)(shape.dim[1] * shape.dim[2] * shape.dim[3]));
}

static void add_norm(struct file *f, const char *prefix, int64_t channels, int k)
{
    static const char *const parts[] = {"weight", "bias", "running_mean", "running_var"};
    static const double scales[] = {0.2, 0.1, 0.1, 0.3}, moves[] = {1, 0, 0, 1};
    for (int i = 0; i < 4; i++) {
        char name[96];
        snprintf(name, sizeof name, "%s.bn.%s", prefix, parts[i]);
        add(f, name, gfla_shape_1d(channels), k + 1 + i, scales[i], moves[i]);
    }
}

/* Every parameter of the graph; a NAME.conv.bias becomes a norm of batches. */
static void list_weights(struct file *f, gfla_graph *graph)
{
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        const gfla_tensor *t = gfla_graph_tensor(graph, i);
        const char *dot = strrchr(t->name, '.');
        char prefix[96];
        if (t->role != GFLA_ROLE_PARAM)
            continue;
        snprintf(prefix, sizeof prefix, "%.*s", (int)(dot - t->name), t->name);
        const bool has_norm = strlen(prefix) > 5 && strcmp(prefix + strlen(prefix) - 5, ".conv") == 0;
        if (has_norm)
            prefix[strlen(prefix) - 5] = 0;
        if (t->shape.rank == 4)
            add(f, t->name, t->shape, key(prefix), fan_scale(t->shape), 0);
        else if (has_norm)
            add_norm(f, prefix, t->shape.dim[0], key(prefix));
        else
            add(f, t->name, t->shape, key(prefix) + 1, 0.1, 0);
    }
}

static void write_weights(const struct file *f, const char *path)
{
    gfla_safetensors_writer *writer;
    ok(gfla_safetensors_create(&writer, path, f->entries, f->n, NULL, 0));
    for (size_t i = 0; i < f->n; i++) {
        const int64_t count = gfla_shape_count(f->entries[i].shape);
        float *values = malloc((size_t)count * sizeof *values);
        for (int64_t j = 0; j < count; j++)
            values[j] = (float)(pattern(j, f->keys[i]) * f->scales[i] + f->moves[i]);
        ok(gfla_safetensors_put(writer, i, values));
        free(values);
    }
    ok(gfla_safetensors_commit(&writer));
}

/* Plans the graph with weights that went through a file. */
static gfla_plan *plan_with_weights(gfla_graph *graph)
{
    struct file *f = calloc(1, sizeof *f);
    char path[64];
    gfla_plan *plan;
    snprintf(path, sizeof path, "metrics-%ld.safetensors", (long)getpid());
    list_weights(f, graph);
    write_weights(f, path);
    ok(gfla_plan_create(&plan, graph, device, NULL));
    ok(gfla_weights_load(plan, graph, path, GFLA_WEIGHTS_ALL, NULL));
    remove(path);
    free(f);
    return plan;
}

static void assert_near(double value, double expected, double part)
{
    if (!(fabs(value - expected) <= part * fabs(expected)))
        fail_msg("%.9g is not %.9g", value, expected);
}

static double sum_of(const float *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    return sum;
}

/* ---- */

static void lpips_is_that_of_pytorch(void **state)
{
    static const double sums[GFLA_ALEXNET_LAYERS] = {342.526950, 234.433288, 72.596619, 30.462943, 12.254743};
    enum { H = 70, W = 65, WIDTH = 4 };
    if (!device)
        skip();
    gfla_graph *graph;
    gfla_tensor *relu[GFLA_ALEXNET_LAYERS];
    float planes[3 * H * W], scaled[3 * H * W], *features[2][GFLA_ALEXNET_LAYERS], weights[64];
    double distance = 0;
    ok(gfla_graph_create(&graph));
    gfla_tensor *image = gfla_graph_input(graph, "image", gfla_shape_4d(1, 3, H, W), GFLA_LAYOUT_BLOCKED);
    ok(gfla_alexnet_build(graph, image, WIDTH, relu));
    gfla_plan *plan = plan_with_weights(graph);
    for (int k = 0; k < 2; k++) {
        draw(k, H, W, planes);
        gfla_lpips_scale(planes, H * W, scaled);
        ok(gfla_tensor_write(plan, image, scaled));
        ok(gfla_plan_run(plan));
        for (int i = 0; i < GFLA_ALEXNET_LAYERS; i++) {
            features[k][i] = malloc((size_t)gfla_shape_count(relu[i]->shape) * sizeof(float));
            ok(gfla_tensor_read(plan, relu[i], features[k][i]));
        }
    }
    for (int i = 0; i < GFLA_ALEXNET_LAYERS; i++) {
        const int channels = gfla_alexnet_channels(WIDTH, i);
        const size_t plane = (size_t)(relu[i]->shape.dim[2] * relu[i]->shape.dim[3]);
        assert_int_equal(relu[i]->shape.dim[1], channels);
        assert_near(sum_of(features[0][i], plane * (size_t)channels), sums[i], 1e-5);
        for (int c = 0; c < channels; c++)
            weights[c] = (float)fabs(pattern(c, 200 + i));
        distance += gfla_lpips_layer(features[0][i], features[1][i], weights, channels, plane);
        assert_true(gfla_lpips_layer(features[0][i], features[0][i], weights, channels, plane) == 0);
        free(features[0][i]);
        free(features[1][i]);
    }
    assert_near(distance, 0.35838910, 1e-5);
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

static void inception_is_that_of_pytorch(void **state)
{
    static const double sums[] = {7.4276993, 7.2022463}, most[] = {0.4701195, 0.4717407};
    enum { H = 96, W = 128, DIVISOR = 16, N = GFLA_INCEPTION_FEATURES / DIVISOR };
    if (!device)
        skip();
    for (int convention = 0; convention < GFLA_FID_CONVENTIONS; convention++) {
        gfla_graph *graph;
        gfla_tensor *out;
        float planes[3 * H * W], scaled[3 * H * W], features[N];
        ok(gfla_graph_create(&graph));
        gfla_tensor *image = gfla_graph_input(graph, "image", gfla_shape_4d(1, 3, H, W), GFLA_LAYOUT_BLOCKED);
        ok(gfla_inception_build(graph, image, (enum gfla_fid_convention)convention, DIVISOR, &out));
        assert_int_equal(gfla_shape_count(out->shape), N);
        gfla_plan *plan = plan_with_weights(graph);
        draw(2, H, W, planes);
        gfla_fid_scale((enum gfla_fid_convention)convention, planes, H * W, scaled);
        ok(gfla_tensor_write(plan, image, scaled));
        ok(gfla_plan_run(plan));
        ok(gfla_tensor_read(plan, out, features));
        assert_near(sum_of(features, N), sums[convention], 2e-5);
        assert_near(features[30], most[convention], 2e-5);
        gfla_plan_destroy(&plan);
        gfla_graph_destroy(&graph);
    }
}

/* ---- sets of features ---- */

static void fill(struct gfla_fid_set *set, int n, int dims, int k, double scale, double move)
{
    float row[64];
    *set = (struct gfla_fid_set){.dims = dims};
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < dims; j++)
            row[j] = (float)(pattern((int64_t)i * dims + j, k) * scale + move);
        ok(gfla_fid_add(set, row));
    }
}

/* More, fewer and other numbers of samples than dimensions; against NumPy's general eigenvalues. */
static void fid_is_that_of_numpy(void **state)
{
    static const struct {
        int n_a, n_b, dims;
        double distance;
    } cases[] = {{5, 7, 4, 0.3565466288}, {4, 3, 6, 1.9315329007}, {9, 4, 6, 1.5724568018}};
    for (int i = 0; i < 3; i++) {
        struct gfla_fid_set a, b;
        double distance;
        fill(&a, cases[i].n_a, cases[i].dims, 1, 1, 0);
        fill(&b, cases[i].n_b, cases[i].dims, 2, 0.7, 0.1);
        ok(gfla_fid_distance(&a, &b, &distance));
        assert_near(distance, cases[i].distance, 1e-5);
        ok(gfla_fid_distance(&b, &a, &distance));
        assert_near(distance, cases[i].distance, 1e-5);
        ok(gfla_fid_distance(&a, &a, &distance));
        assert_true(fabs(distance) < 1e-6);
        gfla_fid_free(&a);
        gfla_fid_free(&b);
    }
}

static void too_few_images_are_refused(void **state)
{
    struct gfla_fid_set a, b;
    double distance;
    fill(&a, 1, 3, 1, 1, 0);
    fill(&b, 4, 3, 2, 1, 0);
    assert_int_equal(gfla_fid_distance(&a, &b, &distance), GFLA_ERROR_USAGE);
    gfla_fid_free(&a);
    fill(&a, 4, 2, 1, 1, 0);
    assert_int_equal(gfla_fid_distance(&a, &b, &distance), GFLA_ERROR_USAGE);
    gfla_fid_free(&a);
    gfla_fid_free(&b);
}

/* The second difference on n points has the eigenvalues 2 - 2 cos(pi k / (n + 1)). */
static void eigenvalues_are_known(void **state)
{
    enum { N = 30 };
    double m[N * N] = {0}, values[N], sum = 0, squares = 0;
    for (int i = 0; i < N; i++) {
        m[i * N + i] = 2;
        if (i > 0)
            m[i * N + i - 1] = m[(i - 1) * N + i] = -1;
    }
    ok(gfla_symmetric_eigenvalues(m, N, values));
    for (int k = 1; k <= N; k++) {
        const double expected = 2 - 2 * cos(3.14159265358979324 * k / (N + 1));
        double nearest = 1;
        for (int i = 0; i < N; i++)
            nearest = fmin(nearest, fabs(values[i] - expected));
        assert_true(nearest < 1e-13);
        sum += values[k - 1], squares += values[k - 1] * values[k - 1];
    }
    assert_true(fabs(sum - 2 * N) < 1e-12 && fabs(squares - (4 * N + 2 * (N - 1))) < 1e-11);
    m[0] = NAN;
    assert_int_equal(gfla_symmetric_eigenvalues(m, N, values), GFLA_ERROR_CHECK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lpips_is_that_of_pytorch), cmocka_unit_test(inception_is_that_of_pytorch),
        cmocka_unit_test(fid_is_that_of_numpy),     cmocka_unit_test(too_few_images_are_refused),
        cmocka_unit_test(eigenvalues_are_known),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
