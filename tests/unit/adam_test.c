/* Adam against numbers of PyTorch 1.13, and against its formula in doubles. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/weights/npy.h"
#include "ops/adam.h"
#include "ops/dot_loss.h"
#include "graph/plan.h"
#include "tests/device_fixture.h"

#define N 37
#define N_STEPS 3

/* One parameter whose gradient is the input: the loss is their inner product. */
struct gfla_training {
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *param, *gradient, *hyper;
};

typedef gfla_status (*update)(gfla_graph *, gfla_tensor *, gfla_tensor *);

static void start_with(struct gfla_training *t, const float *values, update append)
{
    ok(gfla_graph_create(&t->graph));
    t->param = gfla_graph_param(t->graph, "layer.weight", gfla_shape_1d(N));
    t->gradient = gfla_graph_input(t->graph, "gradient", gfla_shape_1d(N), GFLA_LAYOUT_PLAIN);
    t->hyper = gfla_graph_state(t->graph, "adam.hyper", gfla_shape_1d(GFLA_ADAM_N_HYPER), 0);
    ok(gfla_graph_differentiate(t->graph, gfla_dot(t->graph, t->param, t->gradient)));
    ok(append(t->graph, t->param, t->hyper));
    ok(gfla_plan_create(&t->plan, t->graph, device, &(struct gfla_plan_params){.training = true}));
    ok(gfla_tensor_write(t->plan, t->param, values));
}

static void start(struct gfla_training *t, const float *values)
{
    start_with(t, values, gfla_adam_update);
}

static void step(struct gfla_training *t, const struct gfla_adam_params *params, int number, const float *gradient,
                 float *values)
{
    float hyper[GFLA_ADAM_N_HYPER];
    gfla_adam_hyper(hyper, params, number);
    ok(gfla_tensor_write(t->plan, t->hyper, hyper));
    ok(gfla_tensor_write(t->plan, t->gradient, gradient));
    ok(gfla_plan_run(t->plan));
    ok(gfla_tensor_read(t->plan, t->param, values));
}

static void end(struct gfla_training *t)
{
    gfla_plan_destroy(&t->plan);
    gfla_graph_destroy(&t->graph);
}

static float *published(const char *kind, int number)
{
    char path[512];
    struct gfla_shape shape;
    float *values;
    snprintf(path, sizeof path, "%s/tests/golden/ops/adam/%s%d.npy", GFLA_SOURCE_DIR, kind, number);
    ok(gfla_npy_read(path, &shape, &values));
    assert_int_equal(gfla_shape_count(shape), N);
    return values;
}

/* Steps are 1e-4 long; a float of size 1 has 6e-8 between neighbours. */
static void matches_pytorch(void **state)
{
    const struct gfla_adam_params params = {.lr = 1e-4, .beta1 = 0, .beta2 = 0.999};
    struct gfla_training t;
    float values[N], *first = published("p", 0);
    if (!device)
        skip();
    start(&t, first);
    for (int i = 0; i < N_STEPS; i++) {
        float *gradient = published("g", i), *expected = published("p", i + 1);
        step(&t, &params, i + 1, gradient, values);
        for (int j = 0; j < N; j++)
            assert_true(fabsf(values[j] - expected[j]) <= 1.2e-7f * fmaxf(1, fabsf(expected[j])));
        free(gradient);
        free(expected);
    }
    free(first);
    end(&t);
}

struct reference {
    double value[N], m[N], v[N];
};

static void reference_step(struct reference *r, const struct gfla_adam_params *p, int number, const float *gradient)
{
    for (int j = 0; j < N; j++) {
        const double g = p->grad_scale * gradient[j] + p->weight_decay * r->value[j];
        r->m[j] = p->beta1 * r->m[j] + (1 - p->beta1) * g;
        r->v[j] = p->beta2 * r->v[j] + (1 - p->beta2) * g * g;
        const double m_hat = r->m[j] / (1 - pow(p->beta1, number)), v_hat = r->v[j] / (1 - pow(p->beta2, number));
        const double u = m_hat / (sqrt(v_hat) + p->eps), limit = p->clip > 0 ? p->clip : INFINITY;
        r->value[j] -= p->lr * fmin(fmax(u, -limit), limit);
    }
}

/* A thousandfold gradient now and then, so that a limit shows. */
static void follow_the_formula(const struct gfla_adam_params *params)
{
    struct gfla_training t;
    struct reference r;
    float values[N], gradient[N];
    memset(&r, 0, sizeof r);
    for (int j = 0; j < N; j++)
        r.value[j] = values[j] = sinf((float)j);
    start(&t, values);
    for (int i = 1; i <= 20; i++) {
        for (int j = 0; j < N; j++)
            gradient[j] = cosf((float)(3 * j + i)) * (float)(j % 5) * (i + j == 30 ? 1000 : 1);
        step(&t, params, i, gradient, values);
        reference_step(&r, params, i, gradient);
        for (int j = 0; j < N; j++)
            assert_true(fabs(values[j] - r.value[j]) <= 5e-6);
    }
    end(&t);
}

static void matches_the_formula(void **state)
{
    const struct gfla_adam_params params = {
        .lr = 0.05, .beta1 = 0.9, .beta2 = 0.99, .eps = 1e-3, .grad_scale = 0.25, .weight_decay = 0.1};
    struct gfla_adam_params limited = params;
    limited.clip = 0.5;
    if (!device)
        skip();
    follow_the_formula(&params);
    follow_the_formula(&limited);
}

/* The average of the values that each step left, in doubles. */
static void averages_follow_the_formula(void **state)
{
    const struct gfla_adam_params p = {.lr = 0.05, .beta1 = 0.5, .beta2 = 0.99, .average = 0.75};
    struct gfla_training t;
    float values[N], gradient[N], found[N];
    double average[N] = {0};
    if (!device)
        skip();
    for (int j = 0; j < N; j++)
        values[j] = sinf((float)j);
    start_with(&t, values, gfla_adam_update_average);
    for (int i = 1; i <= 40; i++) {
        for (int j = 0; j < N; j++)
            gradient[j] = cosf((float)(3 * j + i));
        step(&t, &p, i, gradient, values);
        const double kept = i == 1 ? 0 : fmin(0.75, (i - 1) / (i + 8.0));
        ok(gfla_tensor_read(t.plan, gfla_graph_find(t.graph, GFLA_ADAM_AVERAGE "layer.weight"), found));
        for (int j = 0; j < N; j++) {
            average[j] = kept * average[j] + (1 - kept) * values[j];
            assert_true(fabs(found[j] - average[j]) <= 1e-6);
        }
        assert_true(i > 1 || memcmp(found, values, sizeof found) == 0);
    }
    end(&t);
}

/* The same bits with an average beside them. */
static void averages_change_no_update(void **state)
{
    const struct gfla_adam_params p = {.lr = 0.05, .beta1 = 0.5, .beta2 = 0.99, .average = 0.9};
    struct gfla_training t;
    float values[2][N], gradient[N];
    if (!device)
        skip();
    for (int k = 0; k < 2; k++) {
        for (int j = 0; j < N; j++)
            values[k][j] = sinf((float)j);
        start_with(&t, values[k], k ? gfla_adam_update_average : gfla_adam_update);
        for (int i = 1; i <= 5; i++) {
            for (int j = 0; j < N; j++)
                gradient[j] = cosf((float)(3 * j + i));
            step(&t, &p, i, gradient, values[k]);
        }
        end(&t);
    }
    assert_memory_equal(values[0], values[1], sizeof values[0]);
}

static void moments_are_named_states(void **state)
{
    struct gfla_training t;
    const float values[N] = {0};
    if (!device)
        skip();
    start(&t, values);
    const gfla_tensor *m = gfla_graph_find(t.graph, "adam.m.layer.weight");
    const gfla_tensor *v = gfla_graph_find(t.graph, "adam.v.layer.weight");
    assert_true(m && m->role == GFLA_ROLE_STATE && gfla_shape_equal(m->shape, t.param->shape));
    assert_true(v && v->role == GFLA_ROLE_STATE && gfla_shape_equal(v->shape, t.param->shape));
    end(&t);
}

static void leaves_a_parameter_without_gradient_alone(void **state)
{
    gfla_graph *graph;
    ok(gfla_graph_create(&graph));
    gfla_tensor *param = gfla_graph_param(graph, "unused", gfla_shape_1d(N));
    gfla_tensor *hyper = gfla_graph_state(graph, "adam.hyper", gfla_shape_1d(GFLA_ADAM_N_HYPER), 0);
    ok(gfla_adam_update(graph, param, hyper));
    assert_int_equal(gfla_graph_n_nodes(graph), 0);
    param->grad = param;
    assert_int_equal(gfla_adam_update(graph, param, param), GFLA_ERROR_USAGE);
    gfla_graph_destroy(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_pytorch),
        cmocka_unit_test(matches_the_formula),
        cmocka_unit_test(averages_follow_the_formula),
        cmocka_unit_test(averages_change_no_update),
        cmocka_unit_test(moments_are_named_states),
        cmocka_unit_test(leaves_a_parameter_without_gradient_alone),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
