/* The net whose features losses compare images by: what it is made of, what its losses are, that its gradients are
 * those of plain kernels and do not depend on where tensors lie, that it learns, and that the loss of features has the
 * gradients of its slope. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/plan.h"
#include "models/gfla/feature_net.h"
#include "ops/pack.h"
#include "tests/device_fixture.h"
#include "train/trainer.h"

enum { SIZE = 32, BATCH = 4, WIDTH = 4, N_MODELS = 3, IMAGE = BATCH * 3 * SIZE * SIZE };

static void levels_are_like_those_of_vgg(void **state)
{
    gfla_graph *graph;
    struct gfla_vgg features;
    static const int channels[GFLA_FEATURE_LEVELS] = {4, 8, 16, 32, 32};
    ok(gfla_graph_create(&graph));
    gfla_tensor *image = gfla_graph_input(graph, "x", gfla_shape_4d(BATCH, 3, SIZE, 2 * SIZE), GFLA_LAYOUT_BLOCKED);
    ok(gfla_feature_net_build(graph, image, WIDTH, &features));
    for (int level = 0; level < GFLA_FEATURE_LEVELS; level++) {
        const struct gfla_shape shape = gfla_shape_4d(BATCH, channels[level], SIZE >> level, 2 * SIZE >> level);
        for (int layer = 0; layer < GFLA_VGG_LAYERS; layer++)
            assert_true(gfla_shape_equal(features.relu[level][layer]->shape, shape));
        assert_ptr_not_equal(features.relu[level][0], features.relu[level][1]);
        assert_ptr_equal(features.relu[level][1], features.relu[level][3]);
    }
    assert_true(gfla_graph_find(graph, "level0.conv0.weight")->needs_grad);
    gfla_graph_destroy(&graph);
}

static void a_view_is_six_numbers(void **state)
{
    float view[GFLA_FEATURE_VIEW];
    const double expected[] = {0, 1, -1, 0, sqrt(0.75), 0.5};
    gfla_feature_view(90, 30, view);
    for (int i = 0; i < GFLA_FEATURE_VIEW; i++)
        assert_true(fabs((double)view[i] - expected[i]) < 1e-6);
}

static void initial_values(void **state)
{
    gfla_graph *graph;
    struct gfla_feature_training net;
    struct gfla_random random = gfla_random_seed(1, 0);
    float values[8 * 4 * 9], largest = 0;
    ok(gfla_graph_create(&graph));
    ok(gfla_feature_training_build(graph, BATCH, SIZE, WIDTH, N_MODELS, &net));
    gfla_feature_net_init(gfla_graph_find(graph, "level1.conv0.weight"), &random, values);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        largest = fmaxf(largest, fabsf(values[i]));
    assert_true(largest <= sqrtf(6.0f / (4 * 9)) && largest > 0.9f * sqrtf(6.0f / (4 * 9)));
    gfla_feature_net_init(gfla_graph_find(graph, "level1.conv0.bias"), &random, values);
    assert_true(values[0] == 0 && values[7] == 0);
    assert_int_equal(gfla_feature_training_build(graph, BATCH, SIZE, 129, N_MODELS, &net), GFLA_ERROR_USAGE);
    gfla_graph_destroy(&graph);
}

/* Bars of three colours at four places: model is the colour, azimuth the place. */
static void write_batch(gfla_plan *plan, const struct gfla_feature_training *net, uint64_t step)
{
    static float images[IMAGE], models[BATCH * N_MODELS], views[BATCH * GFLA_FEATURE_VIEW];
    memset(models, 0, sizeof models);
    for (int n = 0; n < BATCH; n++) {
        const int model = (int)(step + (uint64_t)n) % N_MODELS, place = (int)(step / 3 + (uint64_t)n) % 4;
        for (int i = 0; i < 3 * SIZE * SIZE; i++) {
            const bool is_bar = i % SIZE / (SIZE / 4) == place;
            images[n * 3 * SIZE * SIZE + i] = is_bar && i / (SIZE * SIZE) != model ? -1 : 1;
        }
        models[n * N_MODELS + model] = 1;
        gfla_feature_view(90.0 * place, 0, views + n * GFLA_FEATURE_VIEW);
    }
    ok(gfla_tensor_write(plan, net->image, images));
    ok(gfla_tensor_write(plan, net->model, models));
    ok(gfla_tensor_write(plan, net->view, views));
}

/* ---- gradients ---- */

/* A plan of the losses and of all gradients. */
struct gradients {
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_feature_training net;
};

/* Biases keep away from zero, where relu would see zeros of which rounding makes either sign. */
static void open_gradients(struct gradients *g, struct gfla_plan_params params)
{
    struct gfla_random random = gfla_random_seed(1, 0);
    ok(gfla_graph_create(&g->graph));
    ok(gfla_feature_training_build(g->graph, BATCH, SIZE, WIDTH, N_MODELS, &g->net));
    ok(gfla_graph_differentiate(g->graph, g->net.terms.total));
    for (size_t i = 0; i < gfla_graph_n_tensors(g->graph); i++)
        gfla_graph_keep(gfla_graph_tensor(g->graph, i)->grad);
    ok(gfla_plan_create(&g->plan, g->graph, device, &params));
    for (size_t i = 0; i < gfla_graph_n_tensors(g->graph); i++) {
        gfla_tensor *param = gfla_graph_tensor(g->graph, i);
        if (param->role != GFLA_ROLE_PARAM)
            continue;
        float *values = calloc((size_t)gfla_shape_count(param->shape), sizeof *values);
        gfla_feature_net_init(param, &random, values);
        for (int k = 0; strstr(param->name, "bias") && k < param->shape.dim[0]; k++)
            values[k] = gfla_random_uniform(&random, -0.1f, 0.1f);
        ok(gfla_tensor_write(g->plan, param, values));
        free(values);
    }
    gfla_plan_weights_changed(g->plan);
}

static void close_gradients(struct gradients *g)
{
    gfla_plan_destroy(&g->plan);
    gfla_graph_destroy(&g->graph);
}

/* The largest difference of a parameter's two gradients, as a part of the largest value. */
static double difference(const struct gradients *one, const struct gradients *other, const gfla_tensor *param)
{
    const size_t count = (size_t)gfla_shape_count(param->shape);
    float *a = calloc(count, sizeof *a), *b = calloc(count, sizeof *b);
    double largest = 0, error = 0;
    ok(gfla_tensor_read(one->plan, param->grad, a));
    ok(gfla_tensor_read(other->plan, gfla_graph_find(other->graph, param->name)->grad, b));
    for (size_t i = 0; i < count; i++) {
        error = fmax(error, fabs((double)a[i] - (double)b[i]));
        largest = fmax(largest, fabs((double)b[i]));
    }
    free(a);
    free(b);
    assert_true(largest > 0);
    return error / largest;
}

/* Of the plan that trainings use and another. Each run has another batch: what one leaves behind shows in the next. */
static void compare_gradients(struct gfla_plan_params params, double tolerance)
{
    struct gradients usual, other;
    int n_params = 0;
    open_gradients(&usual, (struct gfla_plan_params){.training = true, .untuned = true});
    open_gradients(&other, params);
    for (uint64_t step = 0; step < 3; step++) {
        write_batch(usual.plan, &usual.net, step);
        write_batch(other.plan, &other.net, step);
        ok(gfla_plan_run(usual.plan));
        ok(gfla_plan_run(other.plan));
        for (size_t i = 0; i < gfla_graph_n_tensors(usual.graph); i++) {
            const gfla_tensor *param = gfla_graph_tensor(usual.graph, i);
            if (param->role != GFLA_ROLE_PARAM)
                continue;
            const double error = difference(&usual, &other, param);
            if (!(error <= tolerance))
                fail_msg("step %d: the gradient of %s is off by %.1e", (int)step, param->name, error);
            n_params++;
        }
    }
    assert_int_equal(n_params, 3 * 2 * (2 * GFLA_FEATURE_LEVELS + 3));
    close_gradients(&usual);
    close_gradients(&other);
}

static void gradients_are_those_of_plain_kernels(void **state)
{
    if (!device)
        skip();
    compare_gradients((struct gfla_plan_params){.training = true, .algorithm = "naive"}, 2e-5);
}

static void gradients_do_not_depend_on_where_tensors_lie(void **state)
{
    if (!device)
        skip();
    compare_gradients((struct gfla_plan_params){.training = true, .untuned = true, .isolate = true}, 0);
}

/* ---- training ---- */

static void init(void *context, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    gfla_feature_net_init(param, random, values);
}

static double read_term(gfla_trainer *trainer, const struct gfla_feature_training *net, int term)
{
    float value;
    ok(gfla_tensor_read(gfla_trainer_plan(trainer), net->terms.term[term], &value));
    return (double)value;
}

/* The losses are those of what the net says. */
static void check_losses(gfla_trainer *trainer, const struct gfla_feature_training *net, uint64_t step)
{
    float logits[BATCH * N_MODELS], guess[BATCH * GFLA_FEATURE_VIEW], view[GFLA_FEATURE_VIEW];
    double cross = 0, square = 0;
    ok(gfla_tensor_read(gfla_trainer_plan(trainer), net->logits, logits));
    ok(gfla_tensor_read(gfla_trainer_plan(trainer), net->guess, guess));
    for (int n = 0; n < BATCH; n++) {
        const int model = (int)(step + (uint64_t)n) % N_MODELS, place = (int)(step / 3 + (uint64_t)n) % 4;
        double sum = 0;
        for (int i = 0; i < N_MODELS; i++)
            sum += exp((double)logits[n * N_MODELS + i]);
        cross += (log(sum) - (double)logits[n * N_MODELS + model]) / BATCH;
        gfla_feature_view(90.0 * place, 0, view);
        for (int i = 0; i < GFLA_FEATURE_VIEW; i++)
            square += pow((double)(guess[n * GFLA_FEATURE_VIEW + i] - view[i]), 2) / (BATCH * GFLA_FEATURE_VIEW);
    }
    assert_true(fabs(read_term(trainer, net, 0) - cross) < 1e-4 * (1 + cross));
    assert_true(fabs(read_term(trainer, net, 1) - 4 * square) < 1e-4 * (1 + square));
}

/* The rate falls to nothing, so that the losses settle. Biases begin at zero, and with them much that relu sees: rounding
 * decides its slope there, and at a constant rate moves where the losses end by a factor of two and more. */
enum { N_STEPS = 300 };

static void models_and_views_are_learned(void **state)
{
    gfla_graph *graph;
    gfla_trainer *trainer;
    struct gfla_feature_training net;
    double first[2] = {0}, last[2] = {0};
    if (!device)
        skip();
    ok(gfla_graph_create(&graph));
    ok(gfla_feature_training_build(graph, BATCH, SIZE, WIDTH, N_MODELS, &net));
    assert_int_equal(net.terms.n, 2);
    ok(gfla_trainer_create(&trainer, graph, net.terms.total, device, NULL));
    ok(gfla_trainer_init(trainer, 1, init, NULL));
    for (uint64_t step = 0; step < N_STEPS; step++) {
        write_batch(gfla_trainer_plan(trainer), &net, step);
        ok(gfla_trainer_step(trainer, 3e-3f * (1 - (float)step / N_STEPS)));
        if (step == 0)
            check_losses(trainer, &net, step);
        for (int term = 0; term < 2 && (step < 12 || step >= N_STEPS - 12); term++)
            (step < 12 ? first : last)[term] += read_term(trainer, &net, term) / 12;
    }
    print_message("model %.3f -> %.3f, view %.3f -> %.3f\n", first[0], last[0], first[1], last[1]);
    assert_true(last[0] < 0.1 * first[0] && last[1] < 0.05 * first[1]);
    gfla_trainer_destroy(&trainer);
    gfla_graph_destroy(&graph);
}

/* ---- the loss ---- */

/* Smooth, and of unlike phase. */
static void fill_image(float *values, double phase)
{
    for (int i = 0; i < IMAGE; i++)
        values[i] = (float)sin(0.3 * (i % SIZE) + 0.2 * (i / SIZE % SIZE) + i / (SIZE * SIZE) + phase);
}

static double run_loss(gfla_plan *plan, gfla_tensor *image, const float *values, gfla_tensor *loss)
{
    float value;
    ok(gfla_tensor_write(plan, image, values));
    ok(gfla_plan_run(plan));
    ok(gfla_tensor_read(plan, loss, &value));
    return (double)value;
}

/* `image` is a parameter here, so that it has a gradient. */
static void a_loss_of_features(void **state)
{
    static float values[IMAGE], target_values[IMAGE], gradient[IMAGE], moved[2][IMAGE];
    const struct gfla_features features = {.width = WIDTH, .is_feature_net = true};
    struct gfla_random random = gfla_random_seed(2, 0);
    gfla_graph *graph;
    gfla_plan *plan;
    double length = 0, slope;
    if (!device)
        skip();
    ok(gfla_graph_create(&graph));
    gfla_tensor *image = gfla_graph_param(graph, "image", gfla_shape_4d(BATCH, 3, SIZE, SIZE));
    gfla_tensor *target = gfla_graph_input(graph, "target", gfla_shape_4d(BATCH, 3, SIZE, SIZE), GFLA_LAYOUT_BLOCKED);
    gfla_tensor *blocked = gfla_pack(graph, image);
    assert_null(gfla_feature_loss(graph, &(struct gfla_features){0}, blocked, target, 1));
    gfla_tensor *loss = gfla_graph_keep(gfla_feature_loss(graph, &features, blocked, target, 2));
    ok(gfla_graph_status(graph));
    const gfla_tensor *frozen = gfla_graph_find(graph, GFLA_VGG_PREFIX "level0.conv0.weight");
    assert_non_null(frozen);
    assert_false(frozen->needs_grad);
    ok(gfla_graph_differentiate(graph, loss));
    assert_null(target->grad);
    gfla_graph_keep(image->grad);
    ok(gfla_plan_create(&plan, graph, device, &(struct gfla_plan_params){.training = true}));
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        gfla_tensor *param = gfla_graph_tensor(graph, i);
        if (param->role != GFLA_ROLE_PARAM || param == image)
            continue;
        float *initial = calloc((size_t)gfla_shape_count(param->shape), sizeof *initial);
        gfla_feature_net_init(param, &random, initial);
        ok(gfla_tensor_write(plan, param, initial));
        free(initial);
    }
    fill_image(values, 0);
    fill_image(target_values, 0);
    ok(gfla_tensor_write(plan, target, target_values));
    assert_true(run_loss(plan, image, values, loss) == 0); /* of an image and itself */
    fill_image(target_values, 1);
    ok(gfla_tensor_write(plan, target, target_values));
    assert_true(run_loss(plan, image, values, loss) > 0.01);
    ok(gfla_tensor_read(plan, image->grad, gradient));
    for (int i = 0; i < IMAGE; i++)
        length += (double)gradient[i] * (double)gradient[i];
    length = sqrt(length);
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < IMAGE; i++)
            moved[side][i] = values[i] + (side ? 0.1f : -0.1f) * gradient[i] / (float)length;
    slope = (run_loss(plan, image, moved[1], loss) - run_loss(plan, image, moved[0], loss)) / 0.2;
    print_message("slope %.6f, expected %.6f\n", slope, length);
    assert_true(fabs(slope - length) < 0.05 * length);
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_are_like_those_of_vgg),
        cmocka_unit_test(a_view_is_six_numbers),
        cmocka_unit_test(initial_values),
        cmocka_unit_test(gradients_are_those_of_plain_kernels),
        cmocka_unit_test(gradients_do_not_depend_on_where_tensors_lie),
        cmocka_unit_test(models_and_views_are_learned),
        cmocka_unit_test(a_loss_of_features),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
