/* Convolutions that are measured: wrong and failing algorithms are found out, the store is obeyed, and filled at first
 * use. */
#include "base/log.h"
#include "ops/conv2d.h"
#include "graph/plan.h"
#include "ops/conv/conv.h"
#include "ops/conv/conv_cases.h"
#include "ops/conv/conv_choose.h"
#include "ops/conv/conv_tuning.h"
#include "ops/dot_loss.h"
#include "runtime/tuning.h"
#include "tests/device_fixture.h"
#include "tests/unit/driver_cache.h"
#include "surroundings.h"

#define SKIP_WITHOUT_DEVICE                                                                                            \
    if (!device)                                                                                                       \
    skip()

static const struct gfla_conv_case small = {
    .g = {.n = 1, .ic = 5, .ih = 7, .iw = 6, .oc = 18, .oh = 7, .ow = 6, .kh = 3, .kw = 3, .stride = 1, .pad = 1}};

static int n_messages;
static char messages[4096];

static void remember(void *context, gfla_log_level level, const char *message)
{
    const size_t length = strlen(messages);
    n_messages++;
    snprintf(messages + length, sizeof messages - length, "%d %s\n", (int)level, message);
}

/* An empty store and a device that has not read it. */
static int start(void **state)
{
    scratch_remove_below(scratch("gfla"));
    surround_env("GFLA_TUNE", "read");
    n_messages = 0;
    messages[0] = '\0';
    surround(remember, NULL, GFLA_LOG_INFO);
    return open_device(state);
}

static int stop(void **state)
{
    surround(NULL, NULL, GFLA_LOG_ERROR);
    return close_device(state);
}

/* ---- algorithms that are in no table ---- */

static const struct gfla_op other_op = {.name = "other", .record = gfla_conv_fwd_record};

/* Right but for the pixels at the border. */
static gfla_status lower_lying(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    struct gfla_conv g = *(const struct gfla_conv *)node->params;
    g.padding = GFLA_CONV_PAD_REPLICATE;
    gfla_node_set_output(gfla_graph_add(graph, &other_op, node->in, 3, &g, sizeof g), 0, node->out[0]);
    return gfla_graph_status(graph);
}

static gfla_status lower_failing(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    return gfla_graph_fail(graph, GFLA_ERROR_DEVICE, "the compiler is missing");
}

static gfla_status lower_large(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    const struct gfla_conv g = *(const struct gfla_conv *)node->params;
    struct gfla_node *added = gfla_graph_add(graph, &other_op, node->in, 3, &g, sizeof g);
    gfla_node_set_output(added, 0, node->out[0]);
    gfla_node_output(graph, added, gfla_shape_1d((int64_t)1 << 50), GFLA_LAYOUT_PLAIN);
    return gfla_graph_status(graph);
}

static bool supports_nothing(const struct gfla_conv_job *job)
{
    return false;
}

static const struct gfla_conv_algorithm lying = {.name = "lying", .lower = lower_lying};
static const struct gfla_conv_algorithm failing = {.name = "failing", .lower = lower_failing};
static const struct gfla_conv_algorithm large = {.name = "large", .lower = lower_large};
static const struct gfla_conv_algorithm none = {.name = "none", .supports = supports_nothing};

static void test_bad_algorithms(void **state)
{
    SKIP_WITHOUT_DEVICE;
    int n;
    const struct gfla_conv_algorithm *const *all = gfla_conv_algorithms(&n), *naive = all[n - 1];
    const struct gfla_conv_algorithm *const tried[] = {&lying, &failing, &large, &none, naive};
    struct gfla_conv_trial trials[5];
    assert_ok(gfla_conv_try(device, &small, tried, 5, trials));
    assert_int_equal(trials[0].verdict, GFLA_CONV_WRONG);
    assert_true(trials[0].error > 0.01);
    assert_int_equal(trials[1].verdict, GFLA_CONV_FAILED);
    assert_non_null(strstr(trials[1].message, "the compiler is missing"));
    assert_int_equal(trials[2].verdict, GFLA_CONV_TOO_LARGE);
    assert_int_equal(trials[3].verdict, GFLA_CONV_UNSUPPORTED);
    assert_int_equal(trials[4].verdict, GFLA_CONV_TIMED);
    assert_ptr_equal(gfla_conv_fastest(trials, 5, &lying), &trials[4]);
    assert_null(gfla_conv_fastest(trials, 4, &lying));
}

static void test_all_steps_are_timed(void **state)
{
    SKIP_WITHOUT_DEVICE;
    for (int step = 0; step < GFLA_CONV_STEP_COUNT; step++) {
        struct gfla_conv_case c = small;
        struct gfla_conv_tuned tuned;
        int n_timed = 0;
        c.step = (enum gfla_conv_step)step;
        c.training = step > 0;
        assert_ok(gfla_conv_tune(device, &c, &tuned));
        for (int i = 0; i < tuned.n; i++) {
            assert_in_range(tuned.trials[i].verdict, GFLA_CONV_UNSUPPORTED, GFLA_CONV_TIMED);
            n_timed += tuned.trials[i].verdict == GFLA_CONV_TIMED;
        }
        assert_true(n_timed >= 3); /* tile or group, gemm, naive */
        assert_non_null(tuned.winner);
        assert_non_null(tuned.standard);
        assert_true(tuned.winner->seconds <= tuned.standard->seconds);
    }
}

/* The faster wins, but not by less than what noise makes. */
static void test_fastest(void **state)
{
    struct gfla_conv_trial trials[] = {
        {.algorithm = &none, .verdict = GFLA_CONV_UNSUPPORTED},
        {.algorithm = &lying, .verdict = GFLA_CONV_TIMED, .seconds = 1.0},
        {.algorithm = &large, .verdict = GFLA_CONV_TIMED, .seconds = 0.99},
        {.algorithm = &failing, .verdict = GFLA_CONV_WRONG, .seconds = 0.1},
    };
    assert_ptr_equal(gfla_conv_fastest(trials, 4, &lying), &trials[1]);
    assert_ptr_equal(gfla_conv_fastest(trials, 4, &none), &trials[2]);
    trials[2].seconds = 0.5;
    assert_ptr_equal(gfla_conv_fastest(trials, 4, &lying), &trials[2]);
}

/* ---- the store ---- */

static const char *choose(const struct gfla_conv_case *c)
{
    gfla_chooser chooser = {.device = device, .training = c->training};
    const struct gfla_conv_algorithm *algorithm;
    assert_ok(gfla_conv_choose(&chooser, &c->g, c->step, gfla_device_get_info(device), &algorithm));
    return algorithm->name;
}

static void test_choice_obeys_the_store(void **state)
{
    SKIP_WITHOUT_DEVICE;
    char name[GFLA_CONV_KEY_SIZE];
    const char *standard = gfla_conv_default(&small, gfla_device_get_info(device))->name;
    assert_string_equal(gfla_conv_case_name(&small, name), "fwd 5->18 3x3 s1 p1 zero @7x6 n1");
    assert_string_equal(choose(&small), standard);
    gfla_tuning_put(device, "conv fwd 5->18 3x3 s1 p1 zero @7x6 n1", "naive 0.5 ms");
    assert_string_equal(choose(&small), "naive");
    gfla_tuning_put(device, "conv fwd 5->18 3x3 s1 p1 zero @7x6 n1", "gemm");
    assert_string_equal(choose(&small), "gemm");
    struct gfla_conv_case training = small;
    training.training = true;
    assert_string_equal(choose(&training), standard);                            /* another case */
    gfla_tuning_put(device, "conv fwd 5->18 3x3 s1 p1 zero @7x6 n1", "stride2"); /* does not compute this */
    assert_string_equal(choose(&small), standard);
    gfla_tuning_put(device, "conv fwd 5->18 3x3 s1 p1 zero @7x6 n1", "gem"); /* is none */
    assert_string_equal(choose(&small), standard);
    assert_int_equal(n_messages, 0);
}

/* A network of two convolutions, one with a border that repeats pixels, and its gradients. */
static void plan_net(const struct gfla_plan_params *params)
{
    gfla_graph *graph;
    gfla_plan *plan;
    assert_ok(gfla_graph_create(&graph));
    gfla_tensor *image = gfla_graph_input(graph, "image", gfla_shape_4d(1, 3, 6, 5), GFLA_LAYOUT_BLOCKED);
    gfla_tensor *a = gfla_graph_param(graph, "a", gfla_shape_4d(17, 3, 3, 3));
    gfla_tensor *b = gfla_graph_param(graph, "b", gfla_shape_4d(2, 17, 3, 3));
    gfla_tensor *hidden = gfla_conv2d(graph, image, a, NULL, &(struct gfla_conv2d_params){.pad = 1});
    gfla_tensor *out =
        gfla_conv2d(graph, hidden, b, NULL, &(struct gfla_conv2d_params){.pad = 1, .padding = GFLA_PAD_REFLECT});
    gfla_graph_keep(out);
    if (params->training) {
        gfla_tensor *weight = gfla_graph_input(graph, "weight", out->shape, GFLA_LAYOUT_BLOCKED);
        assert_ok(gfla_graph_differentiate(graph, gfla_dot(graph, out, weight)));
        gfla_graph_keep(a->grad);
        gfla_graph_keep(b->grad);
    }
    assert_ok(gfla_plan_create(&plan, graph, device, params));
    assert_ok(gfla_plan_run(plan));
    assert_ok(gfla_device_finish(device));
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

static void test_first_use(void **state)
{
    SKIP_WITHOUT_DEVICE;
    plan_net(&(struct gfla_plan_params){0});
    assert_int_equal(n_messages, 0); /* not asked for */
    surround_env("GFLA_TUNE", "force");
    plan_net(&(struct gfla_plan_params){.untuned = true});
    plan_net(&(struct gfla_plan_params){.algorithm = "naive"});
    assert_int_equal(n_messages, 0);
    plan_net(&(struct gfla_plan_params){0});
    assert_non_null(strstr(messages, "measuring convolutions that are new to"));
    assert_non_null(strstr(messages, "2 convolutions measured in"));
    assert_non_null(gfla_tuning_find(device, "conv fwd 3->17 3x3 s1 p1 zero @6x5 n1"));
    assert_non_null(gfla_tuning_find(device, "conv fwd 17->2 3x3 s1 p1 reflect @6x5 n1"));
    n_messages = 0;
    plan_net(&(struct gfla_plan_params){0});
    assert_int_equal(n_messages, 0); /* all known */
    close_device(state);
    open_device(state);
    plan_net(&(struct gfla_plan_params){0});
    assert_int_equal(n_messages, 0); /* to other processes too */
    plan_net(&(struct gfla_plan_params){.training = true});
    assert_non_null(strstr(messages, "5 convolutions measured in"));
    assert_non_null(gfla_tuning_find(device, "conv bwd_data 17->2 3x3 s1 p0 zero @8x7 n1 training"));
    assert_non_null(gfla_tuning_find(device, "conv bwd_weights 17->2 3x3 s1 p1 reflect @6x5 n1 training"));
}

static void test_off(void **state)
{
    SKIP_WITHOUT_DEVICE;
    gfla_tuning_put(device, "conv fwd 5->18 3x3 s1 p1 zero @7x6 n1", "naive");
    surround_env("GFLA_TUNE", "off");
    assert_string_equal(choose(&small), gfla_conv_default(&small, gfla_device_get_info(device))->name);
    plan_net(&(struct gfla_plan_params){0});
    assert_int_equal(n_messages, 0);
}

static void test_collect(void **state)
{
    gfla_graph *graph;
    gfla_device *null_device;
    struct gfla_conv_cases cases = {NULL};
    assert_ok(gfla_device_open(&null_device, NULL, "null"));
    assert_ok(gfla_graph_create(&graph));
    gfla_tensor *x = gfla_graph_input(graph, "image", gfla_shape_4d(1, 4, 6, 5), GFLA_LAYOUT_BLOCKED);
    for (int i = 0; i < 3; i++)
        x = gfla_conv2d(graph, x, gfla_graph_param(graph, "w", gfla_shape_4d(4, 4, 3, 3)), NULL,
                        &(struct gfla_conv2d_params){.pad = i == 2 ? 0 : 1});
    gfla_graph_keep(x);
    assert_ok(gfla_conv_collect(&cases, graph, gfla_device_get_info(null_device), false));
    assert_int_equal(cases.count, 2);
    assert_int_equal(cases.uses[0], 2);
    assert_int_equal(cases.uses[1], 1);
    assert_int_equal(cases.items[1].g.pad, 0);
    assert_fails(gfla_conv_collect(&cases, graph, gfla_device_get_info(null_device), false), GFLA_ERROR_USAGE,
                 "a plan already");
    gfla_conv_cases_free(&cases);
    gfla_graph_destroy(&graph);
    gfla_device_destroy(&null_device);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bad_algorithms, start, stop),
        cmocka_unit_test_setup_teardown(test_all_steps_are_timed, start, stop),
        cmocka_unit_test_setup_teardown(test_choice_obeys_the_store, start, stop),
        cmocka_unit_test_setup_teardown(test_first_use, start, stop),
        cmocka_unit_test_setup_teardown(test_off, start, stop),
        cmocka_unit_test(test_fastest),
        cmocka_unit_test(test_collect),
    };
    return cmocka_run_group_tests(tests, driver_cache_keep_and_enter_scratch, scratch_remove);
}
